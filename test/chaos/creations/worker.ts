/** The process that is killed. It creates members on a host with a SQLite file. */
import { createMx } from '@mx-member/adapters/mx';
import { createAndStart, createHost } from '@mx-member/host';
import { openSqlite } from '@mx-member/host/sqlite';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import type { Asked, Settings } from './messages.ts';

const { url, path }: Settings = JSON.parse(process.argv[2] ?? '');
const mx = createMx({
  clientId: DEFAULT_CLIENT_ID,
  apiKey: DEFAULT_API_KEY,
  environment: new URL(url),
});
const host = await createHost({
  port: mx,
  directory: mx,
  store: openSqlite(path),
  onError: (thrown, where) => console.error(where, String(thrown)),
});

async function stateOf(asked: Asked): Promise<string> {
  if (asked.type === 'view') {
    const { userGuid, memberGuid } = asked;
    await host.view({ userGuid, memberGuid });
    return 'known';
  }
  const { type: _, ...request } = asked;
  return (await createAndStart({ ...request, mx, host })).state;
}

process.on('message', async (asked: Asked) => {
  const state = await stateOf(asked).catch(String);
  process.send?.({ id: asked.id, state });
});
process.send?.({ id: null, state: 'ready' });
