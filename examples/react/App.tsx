/** The whole connect screen. The connection is made outside of React, so that no render starts or sends anything. */
import { createMemberConnection } from '@mx-member/connect';
import { MemberScreen } from '@mx-member/connect/react';
import { connectHost } from '@mx-member/host/http';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

const { member } = await (await fetch('/member')).json();

const connection = createMemberConnection({
  host: connectHost({ url: '/mx' }),
  input: { member, job: null }, // The server follows the job that MX has started.
  institution: { code: 'mxbank', name: 'MX Bank' },
  storage: () => sessionStorage,
});

createRoot(document.body).render(
  <StrictMode>
    <MemberScreen connection={connection} />
  </StrictMode>,
);
