import { createMemberConnection } from '@mx-member/connect';
import { MemberScreen } from '@mx-member/connect/react';
import { connectHost } from '@mx-member/host/http';

// What your server has returned after createMember: MX has started a job.
const { member, act } = await (await fetch('/member')).json();

const connection = createMemberConnection({
  host: connectHost({ url: '/api/mx' }),
  input: { member, job: 'aggregate', act },
  institution: { code: 'mxbank', name: 'MX Bank' },
});

export const Connect = () => <MemberScreen connection={connection} />;
