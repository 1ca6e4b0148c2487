/** The whole connect screen. The connection is created outside of React, so that a render never starts or sends anything. */
import { createMemberConnection } from '@mx-member/connect';
import { MemberScreen } from '@mx-member/connect/react';
import { connectHost } from '@mx-member/host/http';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

const { member } = await (await fetch('/member')).json();

const connection = createMemberConnection({
  host: connectHost({ url: '/mx' }),
  input: { member, job: null }, // MX has already started the job.
  institution: { code: 'mxbank', name: 'MX Bank' },
  storage: () => sessionStorage,
});

createRoot(document.body).render(
  <StrictMode>
    <MemberScreen connection={connection} />
  </StrictMode>,
);
