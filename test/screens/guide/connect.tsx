import { connectRelay } from '@mx-member/adapters/relay';
import { createMemberConnection } from '@mx-member/connect';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import { MemberScreen } from '@mx-member/connect/react';

// What createMember has returned on your server: MX has started a job.
const { member, baseline } = await (await fetch('/member')).json();

const connection = createMemberConnection({
  host: createBrowserHost({ port: connectRelay({ url: '/mx' }), storage: () => sessionStorage }),
  input: { member, job: null, baseline },
  institution: { code: 'mxbank', name: 'MX Bank' },
});

export const Connect = () => <MemberScreen connection={connection} />;
