import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installed } from './support/installed.ts';
import { run } from './support/run.ts';

const { user } = installed();

/** The names that the examples leave to the reader. */
const AROUND = `
declare const clientId: string;
declare const apiKey: string;
declare const member: import('@mx-member/machine').MemberId;
declare const userOf: (request: Request) => Promise<string | null>;
declare const owns: (user: string, member: import('@mx-member/machine').MemberId) => Promise<boolean>;
declare const saveOutcome: (
  member: import('@mx-member/machine').MemberId,
  view: import('@mx-member/machine').MemberView,
) => Promise<void>;
declare const authorize: () => Promise<boolean>;
declare const webhook: (request: Request) => Promise<import('@mx-member/machine').MemberId | null>;
declare const authorization: string;
declare const ingress: string;
declare const request: Request;
declare const publicKey: import('@mx-member/restate').SealKeys['publicKey'];
declare const privateKey: import('@mx-member/restate').SealKeys['privateKey'];
declare const show: (...shown: readonly unknown[]) => void;
declare const yourServer: Parameters<typeof import('@mx-member/simulator/world').inProcess>[0];
`;

/** All examples of a README. An example may continue the one before it. */
async function examplesOf(name: string): Promise<string> {
  const path = join(user, 'node_modules/@mx-member', name, 'README.md');
  const blocks = (await readFile(path, 'utf8')).matchAll(/```ts\n(.*?)```/gs);
  return [...blocks].map(([, code = '']) => code).join('\n');
}

test('the examples in the packed READMEs compile for a strict user', async () => {
  const examples = await Promise.all(
    ['machine', 'http', 'adapters', 'simulator', 'host', 'connect', 'restate'].map(examplesOf),
  );
  expect(examples).not.toContain('');
  const folder = join(user, 'readmes');
  await mkdir(folder, { recursive: true });
  const names = examples.map((_, index) => `example-${index}.ts`);
  for (const [index, name] of names.entries())
    await writeFile(join(folder, name), `${AROUND}${examples[index]}`);
  const tsc = createRequire(import.meta.url).resolve('typescript/package.json');
  // Restate's SDK uses Node's types, which a page does not have.
  const settings =
    '--noEmit --strict --skipLibCheck --target es2023 --module nodenext --lib es2023,dom';
  await run(
    process.execPath,
    [join(tsc, '../bin/tsc'), ...settings.split(' '), '--ignoreConfig', ...names],
    folder,
  );
});
