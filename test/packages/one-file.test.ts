import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { createInterface } from 'node:readline';
import { createMx } from '@mx-member/adapters/mx';
import { createMxSimulator } from '@mx-member/simulator';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { createMx as createFileMx } from '../../scripts/one-file/mx.ts';
import { concatenate } from '../../tools/one-file/concatenate.ts';
import { serveFetch } from '../restate-cluster/src/serve.ts';
import { run } from '../runtimes/support/run.ts';
import { FOLDER, failedVectors, load, textOf, VECTORS } from '../support/one-file.ts';
import type { StepFile } from '../support/play-vectors.ts';
import { runCount } from '../support/run-count.ts';
import { textOf as pageOf, ROOT } from './support/files.ts';

const NAMES = ['mx-member.step', 'mx-member.mx'] as const;

/** An empty folder, removed after the test. */
function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mx-member-one-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('the file passes all vectors', async () => {
  expect(VECTORS.length).toBeGreaterThan(600);
  expect(await failedVectors(await load<StepFile>('mx-member.step.js'))).toEqual([]);
});

test('the vectors notice a changed line of the file', async () => {
  const folder = emptyFolder();
  const line = 'given >= promptFrom && given <= prompt';
  expect(textOf('mx-member.step.js')).toContain(line);
  const text = textOf('mx-member.step.js').replace(line, 'given >= promptFrom && given < prompt');
  writeFileSync(join(folder, 'wrong.mjs'), text);
  expect(await failedVectors(await load<StepFile>('wrong.mjs', folder))).not.toEqual([]);
});

test.each(NAMES)('%s.js imports nothing, and keeps its comments', (name) => {
  const text = textOf(`${name}.js`);
  expect(text).not.toMatch(/^\s*import\b|\bimport\(|\brequire\(|^export .* from/m);
  expect(text.match(/^ *(\/\*\*|\/\/) /gm)?.length).toBeGreaterThan(60);
  expect(text).not.toMatch(/biome-ignore/);
});

test.each(NAMES)('the head of %s names its version, its vectors and its own hash', async (name) => {
  const text = textOf(`${name}.js`);
  const { version } = JSON.parse(pageOf('packages/machine/package.json'));
  const lock = createHash('sha256').update(pageOf('scripts/spec/vectors.lock')).digest('hex');
  expect(text).toContain(` * mx-member ${version}: ${name}.js\n`);
  expect(text).toContain(` * vectors.lock: sha256 ${lock}\n`);
  const [, command = ''] = /Check it: `(.*?)`/.exec(pageOf('docs/one-file.md')) ?? [];
  const checked = command.replace('mx-member.step.js', `${name}.js`);
  const [digest] = (await run('sh', ['-c', checked], FOLDER)).split(' ');
  expect(text).toContain(` * below this comment: sha256 ${digest}\n`);
});

/** The program of the page. */
const [, PROGRAM = ''] = /```js\n(.*?)```/s.exec(pageOf('docs/one-file.md')) ?? [];

test('the program of the page has at most 40 lines besides its imports and comments', () => {
  const lines = PROGRAM.split('\n').filter((line) => !/^(import .*|\/\*\* .*)?$/.test(line));
  expect(lines.length).toBeLessThanOrEqual(40);
});

/** What the page sets to try the program with `simulate`. */
const SETTINGS = [...pageOf('docs/one-file.md').matchAll(/(MX_\w+)=(\S+)/g)].map(
  ([, name = '', value = '']) => [name, value] as const,
);

/** Runs the program in a folder. @param answer What the user types after a line; `null` kills the program. */
async function runProgram(
  folder: string,
  address: string,
  answer: (line: string) => string | null | undefined,
) {
  const args = ['member.mjs', 'mxbank', 'mxuser', 'simulate:options,token'];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...Object.fromEntries(SETTINGS), MX_ADDRESS: address },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const typed = answer(line);
    if (typed === null) child.kill('SIGKILL');
    else if (typed !== undefined) child.stdin.write(`${typed}\n`);
  }
  const [code] = (await ended) as [number | null];
  return code;
}

test('the program of the page, alone in a folder with the two files, connects a member, also after a crash', async () => {
  // The keys of `simulate`.
  const bank = createMxSimulator({ step: 200 });
  const sent: string[] = [];
  const served = await serveFetch((request) => {
    const { method, url } = request;
    if (method !== 'GET') sent.push(`${method} ${url.split('/').at(-1)}`);
    return bank.fetch(request);
  });
  onTestFinished(served.close);
  const folder = emptyFolder();
  for (const name of NAMES) copyFileSync(join(FOLDER, `${name}.js`), join(folder, `${name}.js`));
  writeFileSync(join(folder, 'member.mjs'), PROGRAM);

  // It is killed at its first question.
  const first = await runProgram(folder, served.url, (line) =>
    line.startsWith('How should') ? null : undefined,
  );
  expect(first).toBe(null);
  const stored = () => JSON.parse(readFileSync(join(folder, 'member.json'), 'utf8'));
  expect(stored().state).toMatch(/^challenged/);

  let tries = 0;
  const second = await runProgram(folder, served.url, (line) => {
    if (line.startsWith('Enter the code')) return 'correct';
    if (!line.startsWith('Text message')) return undefined;
    tries += 1;
    return tries === 1 ? 'a letter' : line;
  });
  expect(tries).toBe(2);
  expect(second).toBe(0);
  expect(stored().state).toBe('connected');
  expect(sent).toEqual(['POST users', 'POST members', 'PUT resume', 'PUT resume']);
});

test('the types of the files fit a program, and refuse a wrong one', async () => {
  const folder = emptyFolder();
  for (const name of NAMES)
    copyFileSync(join(FOLDER, `${name}.d.ts`), join(folder, `${name}.d.ts`));
  const program = `
import { createMx, readingOf } from './mx-member.mx.js';
import { begin, isCall, makeCall, type MemberPort, type MemberRecord, recordView, step } from './mx-member.step.js';
const mx: MemberPort = createMx({ clientId: '', apiKey: '', address: 'https://mx.example' });
const member = { userGuid: 'USR-1', memberGuid: 'MBR-1' };
const { record, effects } = begin({
  member,
  job: 'aggregate',
  act: { type: 'creation', before: null, reply: readingOf({}), at: 0 },
});
for (const effect of effects) if (isCall(effect)) makeCall(mx, effect).then((event) => step(record, event));
recordView(record).needs satisfies 'answers' | 'authorization' | null;
record satisfies MemberRecord;
// @ts-expect-error An unknown job.
begin({ member, job: 'anything' });
// @ts-expect-error An answer has a guid.
step(record, { type: 'challenge.answer', answers: [{ value: 'x' }], prompt: 1 });
`;
  writeFileSync(join(folder, 'program.ts'), program);
  const settings =
    '--ignoreConfig --noEmit --strict --target es2023 --module nodenext --lib es2023,dom --types';
  const tsc = join(ROOT, 'node_modules/.bin/tsc');
  expect(await run(tsc, [...settings.split(' '), '', join(folder, 'program.ts')])).toBe('');
});

/** Values of a field: right ones, absent ones, and ones of another type. */
const text = fc.constantFrom(undefined, null, '', 'x', 7, true, ['x']);
const flag = fc.constantFrom(undefined, null, true, false, 'true', 0);
const option = fc.record({ guid: text, label: text, value: text, data_uri: text });
const options = fc.oneof(fc.constantFrom(undefined, null, 7), fc.array(option, { maxLength: 2 }));
const challenges = fc.oneof(
  fc.constantFrom(undefined, null, {}),
  fc.array(
    fc.record({
      guid: fc.constantFrom('CRD-1', 'CRD-2', '', null),
      type: fc.constantFrom('TEXT', 'OPTIONS', 2, 13, 'IMAGE_DATA', null, undefined, true),
      label: text,
      field_name: text,
      image_data: fc.constantFrom(undefined, null, 'iVBORw0KGgo=', 'data:image/png;base64,AA==', 3),
      options,
      image_options: options,
    }),
    { maxLength: 2 },
  ),
);
const stamp = fc.constantFrom(undefined, null, '2026-01-01T00:00:00Z', 5);
const wire = fc.record({
  guid: fc.constantFrom(undefined, null, 'MBR-1', 'MBR-1', 'MBR-2', 7),
  user_guid: fc.constantFrom(undefined, null, 'USR-1', 'USR-1', 'USR-2'),
  connection_status: fc.constantFrom(
    ...['CONNECTED', 'CHALLENGED', 'DENIED', 'UPDATED', 'NEW', null, undefined, 6],
  ),
  is_being_aggregated: flag,
  aggregated_at: stamp,
  successfully_aggregated_at: stamp,
  challenges,
  is_authenticated: flag,
  has_processed_accounts: flag,
  has_processed_account_numbers: flag,
  has_processed_transactions: flag,
  needs_updated_credentials: flag,
  most_recent_job_guid: text,
  connection_status_message: text,
  error: fc.constantFrom(undefined, null, {}, { error_code: 1002 }, '{"error_code":1002}', 'x'),
});
/** What MX answers: a status and a body. */
const response = fc.oneof(
  {
    weight: 6,
    arbitrary: wire.map((member) => ({ status: 200, body: JSON.stringify({ member }) })),
  },
  fc.record({ challenges }).map((body) => ({ status: 200, body: JSON.stringify(body) })),
  fc.record({
    status: fc.constantFrom(200, 204, 301, 400, 401, 403, 404, 405, 409, 422, 429, 500, 503),
    body: fc.constantFrom(
      '',
      '{}',
      '[]',
      'null',
      '<html>',
      '{"error":{"type":"institution_maintenance_error"}}',
    ),
  }),
);

const ASKED_ON_THE_PAGE = {
  status: 200,
  body: '{"member":{"connection_status":"CHALLENGED","challenges":[{"guid":"CRD-1","type":"TEXT"}]}}',
};

test('the client reads what MX answers as the client of the adapters does', async () => {
  const { createMx: createOne } = await load<{ createMx: typeof createFileMx }>('mx-member.mx.js');
  const member = { userGuid: 'USR-1', memberGuid: 'MBR-1' };
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('start', 'status', 'end', 'answers'),
      fc.array(response, { minLength: 3, maxLength: 3 }),
      async (call, responses) => {
        /** One call, as its requests and its result. */
        async function ask(
          create: (
            fetch: (request: Request) => Promise<Response>,
          ) => ReturnType<typeof createFileMx> | ReturnType<typeof createMx>,
        ) {
          const left = [...responses];
          const asked: string[] = [];
          const mx = create(async (request) => {
            const body = await request.text();
            const names = ['accept', 'accept-version', 'authorization'];
            asked.push(
              [
                request.method,
                request.url,
                body,
                ...names.map((name) => request.headers.get(name)),
              ].join(' '),
            );
            const { status, body: given } = left.shift() ?? { status: 500, body: '' };
            return new Response(status === 204 ? null : given, {
              status,
              headers: { 'retry-after': '7' },
            });
          });
          const calls = {
            start: () => mx.startJob({ member, job: 'aggregate' }),
            status: () => mx.readStatus({ member, expects: 'any' }),
            end: () => mx.readStatus({ member, expects: 'end' }),
            answers: () => mx.submitAnswers({ member, answers: [{ guid: 'CRD-1', value: 'x' }] }),
          };
          const result = await calls[call]().catch((error: Error) => {
            const { code, status, retryAfter, errorCode } = Object(error);
            return { name: error.name, code, status, retryAfter, errorCode };
          });
          return { asked, result };
        }
        const keys = { clientId: 'id', apiKey: 'key' };
        const one = await ask((fetch) =>
          createOne({ ...keys, address: 'https://mx.example', fetch }),
        );
        const other = await ask((fetch) =>
          createMx({ ...keys, environment: new URL('https://mx.example'), fetch }),
        );
        kinds.add('code' in one.result ? String(one.result.code) : 'reading');
        expect(one).toEqual(other);
      },
    ),
    {
      numRuns: runCount(1_000),
      // A page that shows the questions too is asked once.
      examples: [['end', [ASKED_ON_THE_PAGE, ...Array(2).fill({ status: 200, body: '{}' })]]],
    },
  );
  // Eleven are possible.
  expect(kinds.size).toBeGreaterThan(6);
});

const KEYS = { clientId: 'id', apiKey: 'key', address: 'https://mx.example' };

test.each([
  ['an address of another machine without TLS', { address: 'http://mx.example' }, 'in the clear'],
  ['no address', { address: undefined }, 'such as https://int-api.mx.com'],
  ['an address that is none', { address: 'int-api.mx.com' }, 'such as https://int-api.mx.com'],
  ['an address with a password', { address: 'https://a:SECRET@mx.example' }, 'without user'],
  ['a key of two lines', { apiKey: 'one\nSECRET' }, 'no control characters'],
  ['no key', { apiKey: undefined }, 'not empty'],
  ['a client id with a colon', { clientId: 'SECRET:id' }, 'no colon'],
])('the client refuses %s, and says what it needs', async (_, wrong, sentence) => {
  const { createMx: createOne } = await load<{ createMx: typeof createFileMx }>('mx-member.mx.js');
  const create = () => createOne({ ...KEYS, ...(wrong as Partial<typeof KEYS>) });
  expect(create).toThrow(sentence);
  expect(create).not.toThrow('SECRET');
});

test('the client keeps the path of an address, and sends no line end of a key', async () => {
  const { createMx: createOne } = await load<{ createMx: typeof createFileMx }>('mx-member.mx.js');
  const sent: Request[] = [];
  const fetch = async (request: Request) => {
    sent.push(request);
    return Response.json({});
  };
  for (const address of ['https://proxy.example/mx', new URL('http://127.0.0.1:3999/mx/')])
    await createOne({ ...KEYS, address, apiKey: 'key\n', fetch }).send('GET', ['users', 'a/b']);
  expect(sent.map(({ url, headers }) => [url, headers.get('authorization')])).toEqual([
    ['https://proxy.example/mx/users/a%2Fb', `Basic ${btoa('id:key')}`],
    ['http://127.0.0.1:3999/mx/users/a%2Fb', `Basic ${btoa('id:key')}`],
  ]);
});

/** Copies `used` from files in memory. */
const copied = (files: Readonly<Record<string, string>>) =>
  concatenate({
    wanted: [{ path: 'src/a/main.ts', name: 'used', isType: false }],
    resolve: (request, from) => posix.join(posix.dirname(from), request),
    read: (path) => files[path] ?? '',
    folders: [
      { folder: 'src/b/', title: 'B' },
      { folder: 'src/a/', title: 'A' },
    ],
    isTypes: false,
  });

test('only what is used is copied, without types, and with its own comments', () => {
  const text = copied({
    'src/a/main.ts': `import { help, type Shape } from '../b/help.ts';
/** Is used. */
export const used = (shape: Shape): number => help(shape.size);
/** Is not used. */
export const unused = 1;`,
    'src/b/help.ts': `/** A shape. */
export interface Shape { readonly size: number }
/** Helps. */
export function help(size: number): number { return size; }`,
  });
  expect(text.replace(/\s+/g, ' ')).toContain(
    '/** Helps. */ function help(size ) { return size; } // ==',
  );
  expect(text).toContain('/** Is used. */\nconst used =');
  expect(text).not.toMatch(/unused|not used|A shape|import/);
});

test.each([
  [
    'two declarations of one name',
    {
      'src/a/main.ts':
        "import { help } from '../b/help.ts';\nconst own = 1;\nexport const used = () => help(own);",
    },
    { 'src/b/help.ts': 'const own = 2;\nexport const help = (n: number) => n + own;' },
    /own in src\/b\/help\.ts and in src\/a\/main\.ts/,
  ],
  [
    'an import under another name',
    {
      'src/a/main.ts':
        "import { help as other } from '../b/help.ts';\nexport const used = () => other();",
    },
    { 'src/b/help.ts': 'export const help = () => 1;' },
    /Keep its name/,
  ],
  [
    'a statement that does something at once',
    { 'src/a/main.ts': "import '../b/help.ts';\nexport const used = 1;\nstart();" },
    {},
    /Only declarations can be copied/,
  ],
  [
    'a name that nobody exports',
    { 'src/a/main.ts': 'export const other = 1;' },
    {},
    /src\/a\/main\.ts has no export used/,
  ],
])('%s is an error', (_, main, help, message) => {
  expect(() => copied({ ...main, ...help })).toThrow(message);
});
