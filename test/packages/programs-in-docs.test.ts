import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { run } from '../runtimes/support/run.ts';
import { ROOT, textOf } from './support/files.ts';

/** `docs/connect.md` has its own test, in each framework: `test/screens/guide.test.ts`. */
const PAGES = ['behaviour', 'host-http', 'mx-client', 'otel', 'relay'];

/** What the programs leave to the reader. */
const AROUND = `
type MemberId = import('@mx-member/machine').MemberId;
declare const clientId: string;
declare const apiKey: string;
declare const keys: import('@mx-member/adapters/mx').MxOptions;
declare const mx: import('@mx-member/adapters/mx').Mx;
declare const port: import('@mx-member/machine').MemberPort;
declare const telemetry: import('@mx-member/adapters/otel').MemberTelemetry;
declare const host: import('@mx-member/machine').MemberHost;
declare const store: import('@mx-member/host').HostStore;
declare const actor: import('xstate').ActorRefFrom<typeof import('@mx-member/machine').memberMachine>;
declare const input: import('@mx-member/machine').MemberInput;
declare const member: MemberId;
declare const request: Request;
declare const userGuid: string;
declare const username: string;
declare const password: string;
declare const credentials: { readonly username: string; readonly password: string };
declare const keep: (record: import('@mx-member/machine').MemberRecord) => Promise<void>;
declare const show: (...shown: readonly unknown[]) => void;
declare const vault: { read(name: string): Promise<string> };
declare const log: Record<'info' | 'warn' | 'error', (line: object) => void>;
declare const userOf: (request: Request) => Promise<{ readonly mxUserGuid: string } | null>;
declare const sessionOf: (request: Request) => Promise<{ readonly userId: string } | null>;
declare const database: { owns(user: string | null, member: MemberId): Promise<boolean> };
declare module 'undici' {
  export class ProxyAgent { constructor(url: string); }
}
/** As Node has it. */
interface RequestInit { dispatcher?: import('undici').ProxyAgent }
`;

const programsOf = (page: string): string[] =>
  [...textOf(`docs/${page}.md`).matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code);

/** A folder from which the packages can be imported, outside of what Git and Biome see. */
function newFolder(): string {
  const reports = join(ROOT, 'test/reports');
  mkdirSync(reports, { recursive: true });
  const folder = mkdtempSync(join(reports, 'programs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('the programs in the docs compile for a strict user', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'around.d.ts'), AROUND);
  for (const page of PAGES) {
    const programs = programsOf(page);
    expect(programs).not.toEqual([]);
    for (const [index, code] of programs.entries())
      writeFileSync(join(folder, `${page}-${index}.ts`), `${code}export {};\n`);
  }
  const compilerOptions = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    target: 'es2024',
    module: 'nodenext',
    lib: ['es2024', 'dom', 'dom.iterable'],
    types: ['node'],
    allowImportingTsExtensions: true,
    customConditions: ['@mx-member/source'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  const tsc = createRequire(import.meta.url).resolve('typescript/package.json');
  await run(process.execPath, [join(tsc, '../bin/tsc'), '-p', folder]);
}, 60_000);

test('the host of one member connects it through its questions', async () => {
  const [host = ''] = programsOf('behaviour');
  const file = join(newFolder(), 'host.ts');
  writeFileSync(
    file,
    `import { createMx } from '@mx-member/adapters/mx';
    import { createMxSimulator, DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
    import { createMember } from '../../support/new-member.ts';
    const keys = { clientId: DEFAULT_CLIENT_ID, apiKey: DEFAULT_API_KEY };
    const environment = new URL('https://mx.example');
    const { fetch } = createMxSimulator({ step: 1 });
    const port = createMx({ ...keys, environment, fetch, version: 'v20111101' });
    const member = await createMember(port, 'simulate:options,token');
    const pacing = { first: 1, spread: 0, busy: 1 };
    const input = { member, job: 'aggregate', pacing, unsafePacing: true } as const;
    const keep = async () => {};
    const show = ({ state, needs, prompt, challenges }) => {
      console.log(state);
      if (needs !== 'answers') return;
      const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
      setTimeout(() => report({ type: 'challenge.answer', answers, prompt }));
    };
    ${host}`,
  );
  const shown = await run(process.execPath, ['--conditions=@mx-member/source', file]);
  const states = shown.trim().split('\n');
  expect(states.filter((state, index) => state !== states[index - 1])).toEqual(
    'aggregating challenged resumed challenged resumed connected'.split(' '),
  );
}, 60_000);
