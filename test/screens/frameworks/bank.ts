import { createNewConnection } from '@mx-member/connect/create';
import { connectCreations, connectHost } from '@mx-member/host/http';

// Stored across a reload, so that the page continues and does not log in twice. A server that renders has no storage.
const inPage = typeof sessionStorage !== 'undefined';
if (inPage) sessionStorage.attempt ??= crypto.randomUUID();
const attempt: string = inPage ? sessionStorage.attempt : 'server';

export const connection = createNewConnection({
  host: connectHost({ url: '/api/mx' }),
  creations: connectCreations({ url: '/api/mx' }),
  id: attempt,
  institution: { code: 'mxbank', name: 'MX Bank' },
  storage: () => sessionStorage,
});
