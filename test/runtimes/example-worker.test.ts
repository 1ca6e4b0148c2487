import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { expect, onTestFinished, test } from 'vitest';
import { bundle } from './support/bundle.ts';
import { clientOf, exampleOf } from './support/example.ts';
import { installed } from './support/installed.ts';
import { startWorkerd } from './support/workerd.ts';

const { tools, user } = installed();
const folder = dirname(exampleOf('worker/worker.ts'));
const CONDITIONS = ['workerd', 'worker', 'browser'];

async function start(bindings: object = {}, durableObjectsPersist: string | false = false) {
  // Bundled from the packed packages, as a deployment does.
  await cp(join(folder, 'worker.ts'), join(user, 'worker.ts'));
  const script = await bundle(user, 'worker.ts', CONDITIONS, ['cloudflare:workers']);
  const settings = JSON.parse(await readFile(join(folder, 'wrangler.jsonc'), 'utf8'));
  const [{ name, class_name: className }] = settings.durable_objects.bindings;
  const worker = startWorkerd(tools, script, {
    compatibilityDate: settings.compatibility_date,
    durableObjects: { [name]: { className, useSQLite: true } },
    durableObjectsPersist,
    bindings,
  });
  let isStopped = false;
  const stop = async () => {
    if (!isStopped) await worker.dispose();
    isStopped = true;
  };
  onTestFinished(stop);
  const client = clientOf((path, init) =>
    worker.dispatchFetch(`http://worker.example${path}`, init),
  );
  return { stop, ...client };
}

test('a member connects through two rounds without keys', async () => {
  const { create, shows, answer } = await start();
  const guid = await create('simulate:options,token');
  for (const round of [1, 2]) await answer(guid, await shows(guid, 'challenged', round));
  expect((await shows(guid, 'connected', 2)).outcome).toMatchObject({ fresh: true });
});

test('a member continues after its object was evicted during a challenge', async () => {
  const storage = await mkdtemp(join(tmpdir(), 'mx-member-'));
  onTestFinished(() => rm(storage, { recursive: true }));
  const keys = { clientId: 'id', apiKey: 'key' };
  const bank = await serveMxSimulator({ ...keys, step: 50 });
  onTestFinished(bank.close);
  const bindings = { MX_CLIENT_ID: keys.clientId, MX_API_KEY: keys.apiKey, MX_URL: bank.url };

  const first = await start(bindings, storage);
  const guid = await first.create('challenge');
  const asked = await first.shows(guid, 'challenged', 1);
  await first.stop();

  const second = await start(bindings, storage);
  const view = await second.shows(guid, 'challenged', 1);
  expect(view.challenges).toEqual(asked.challenges);
  await second.answer(guid, view);
  await second.shows(guid, 'connected', 1);
});
