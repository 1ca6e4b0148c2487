import { connectRelay } from '@mx-member/adapters/relay';
import { createMemberConnection } from '@mx-member/connect';
import { MemberScreen } from '@mx-member/connect/react';

// What createMember has returned on your server: MX has started a job.
const { member, baseline } = await (await fetch('/member')).json();

const connection = createMemberConnection({
  source: connectRelay({ url: '/mx' }),
  input: { member, job: null, baseline },
  institution: { code: 'mxbank', name: 'MX Bank' },
  storage: () => sessionStorage,
});

export const Connect = () => <MemberScreen connection={connection} />;
