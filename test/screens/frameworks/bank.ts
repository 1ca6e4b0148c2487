import { createNewConnection } from '@mx-member/connect/create';
import { connectCreations, connectHost } from '@mx-member/host/http';

// Stored across a reload, so that the page continues and does not log in twice. A server that renders has no storage.
const storage: Partial<Storage> = globalThis.sessionStorage ?? { attempt: 'server' };
storage['attempt'] ??= crypto.randomUUID();
const id: string = storage['attempt'];

export const connection = createNewConnection({
  host: connectHost({ url: '/api/mx' }),
  creations: connectCreations({ url: '/api/mx' }),
  id,
  institution: { code: 'mxbank', name: 'MX Bank' },
  storage: () => sessionStorage,
});
