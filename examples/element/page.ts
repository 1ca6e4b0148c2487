/** The whole connect screen as an element. The member runs on the server, and the page shows it. */
import { createMemberConnection } from '@mx-member/connect';
import '@mx-member/connect/element';
import { connectHost } from '@mx-member/host/http';

const { member } = await (await fetch('/member')).json();

const screen = document.querySelector('mx-connect');
if (screen)
  screen.connection = createMemberConnection({
    host: connectHost({ url: '/mx' }),
    input: { member, job: null }, // MX has already started the job.
    institution: { code: 'mxbank', name: 'MX Bank' },
    storage: () => sessionStorage,
  });
