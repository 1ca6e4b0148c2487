import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startRestate } from 'mx-member-restate-cluster';
import { expect, test } from 'vitest';
import { holdNext } from '../support/bank.ts';
import { query } from './support/admin.ts';
import { hasEnded, KEY, needsAnswers, startCluster } from './support/cluster.ts';
import { quickBank } from './support/quick.ts';

/** The forms of a text that occurs nowhere else. Its base64 depends on its position. */
const formsOf = (text: string): readonly string[] => [
  text,
  ...[0, 1, 2].map((shift) =>
    Buffer.from(' '.repeat(shift) + text)
      .toString('base64')
      .slice(4, -4),
  ),
];

/** The files in a folder that contain a text in some form. */
async function filesWith(folder: string, text: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    if (formsOf(text).some((form) => content.includes(form))) found.push(path);
  }
  return found;
}

test('the data, the views and the logs of Restate do not contain an answer', async (context) => {
  const server = await startRestate({ isCompressed: false });
  context.onTestFinished(server.stop);
  const [answer, control] = ['OTTER-swims-at-midnight-0451', 'BADGER-digs-at-noon-0917'];
  const logged: unknown[][] = [];
  const bank = quickBank();
  const cluster = await startCluster(context, {
    port: bank,
    server,
    onError: (...all) => logged.push(all),
  });
  await cluster.start();
  const view = await cluster.until(needsAnswers);
  // During the call, Restate has everything that it will ever have of the answer.
  const held = holdNext(bank, 'submitAnswers');
  await cluster.answer(view, answer);
  await held.arrived;
  const journals = await query(server.admin, 'SELECT * FROM sys_journal');
  const invocations = await query(server.admin, 'SELECT * FROM sys_invocation');
  held.release();
  await cluster.until(hasEnded);
  expect(bank.received).toMatchObject([{ value: answer }]);
  // An answer in the clear is refused, but Restate has already stored it. So it shows that the search works.
  const clear = JSON.stringify({ answers: [{ guid: 'a', value: control }], prompt: 1 });
  await fetch(`${server.ingress}/${cluster.name}/${KEY}/answer`, {
    method: 'POST',
    body: clear,
    headers: { 'content-type': 'application/json' },
  });
  const states = await query(server.admin, 'SELECT * FROM state');

  await expect.poll(() => filesWith(server.folder, control)).not.toEqual([]);
  expect(await filesWith(server.folder, answer)).toEqual([]);
  const shown = JSON.stringify([journals, invocations, states, server.log, logged]);
  for (const form of formsOf(answer)) expect(shown).not.toContain(form);
  expect(shown).toContain(cluster.name);
  expect(journals.length).toBeGreaterThan(0);
});

test('a process that only starts and answers members does not load the Restate SDK', async () => {
  const code = `
    await import('@mx-member/restate');
    console.log(JSON.stringify([...process.moduleLoadList].filter((name) => name.includes('http2'))));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@mx-member/source', '--input-type=module', '--eval', code],
    { cwd: import.meta.dirname },
  );
  expect(JSON.parse(stdout)).toEqual([]);
});
