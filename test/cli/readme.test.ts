import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { memberMachine, STATUSES } from '@mx-member/machine';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { expect, test } from 'vitest';
import { COMMAND_NAMES } from '../../packages/cli/src/command-line/commands.ts';
import { createMember } from '../support/new-member.ts';
import { simulatedMx } from '../support/simulated-mx.ts';
import { SOURCE_TAGS } from '../support/sources.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const README = read('README.md');

/** The code of the README in one language, block by block. */
const blocks = (language: string): string[] =>
  [...README.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(
    ([, code = '']) => code,
  );

/** Each command, without its comment. */
const commands = blocks('sh')
  .flatMap((block) => block.trim().split('\n'))
  .map((line) => line.split('#')[0]?.trim() ?? '');
/** The scripts of this project that it names, in blocks and in sentences. */
const scripts = [...README.matchAll(/npx --yes pnpm@12 ([\w:]+)/g)].map(([, name = '']) => name);

/** Runs the snippets with their first lines in place of `USR-…` and `MBR-…`, against the simulator. */
async function runSnippets(script: string, snippets: readonly string[]): Promise<string[]> {
  const { url, close } = await serveMxSimulator({ step: 100 });
  try {
    const { userGuid, memberGuid } = await createMember(simulatedMx(url), script);
    const code = [around(url), ...snippets]
      .join('\n')
      .replace('USR-…', userGuid)
      .replace('MBR-…', memberGuid);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@mx-member/source', '--input-type=module-typescript', '--eval', code],
      {
        cwd: new URL('..', import.meta.url),
        env: { ...process.env, MX_CLIENT_ID: DEFAULT_CLIENT_ID, MX_API_KEY: DEFAULT_API_KEY },
      },
    );
    const states = stdout.trim().split('\n');
    return states.filter((state, index) => state !== states[index - 1]);
  } finally {
    await close();
  }
}

/** What the snippets leave to the reader, with MX's address replaced by the simulator's. */
const around = (url: string) => `
  const real = globalThis.fetch;
  globalThis.fetch = (request) =>
    real(new Request(request.url.replace('https://int-api.mx.com', '${url}'), request));
  let current = () => actor;
  let reachQuestion;
  const question = new Promise((resolve) => { reachQuestion = resolve; });
  let isPaused = false;
  const show = (view) => {
    console.log(view.state);
    if (view.needs !== 'answers') return;
    reachQuestion();
    const answers = view.challenges.map(({ guid }) => ({ guid, value: 'correct' }));
    const event = { type: 'challenge.answer', answers, prompt: view.prompt };
    if (!isPaused) setTimeout(() => current().send(event));
  };
`;
const [SERVER = '', USE = '', ...otherSnippets] = blocks('ts');

test('the ten lines of an actor connect a member through two challenges', async () => {
  expect(otherSnippets).toEqual([]);
  expect(await runSnippets('simulate:options,token', [USE])).toEqual(
    'aggregating challenged resumed challenged resumed connected'.split(' '),
  );
});

test('the lines of a server run a member, and answer a page', async () => {
  const states = await runSnippets('simulate:options', [
    'const mxUserOf = async () => ({ userGuid: member.userGuid });',
    SERVER.replace('members.db', ':memory:'),
    `const member = { userGuid: 'USR-…', memberGuid: 'MBR-…' };
    const path = 'https://app.example/users/' + member.userGuid + '/members/' + member.memberGuid;
    let view = await host.start({ member, job: 'aggregate' });
    while (view.needs !== 'answers') view = await host.next(member, view);
    console.log((await (await handler(new Request(path))).json()).state);
    const answers = view.challenges.map(({ guid }) => ({ guid, value: 'correct' }));
    ({ view } = await host.answer(member, { answers, prompt: view.prompt }));
    while (!view.outcome) view = await host.next(member, view);
    console.log(view.state);
    await host.close();`,
  ]);
  expect(states).toEqual(['challenged', 'connected']);
});

test('the lines of a page use the connect screen, and compile', () => {
  const [page = '', ...others] = blocks('tsx');
  expect(others).toEqual([]);
  // Compiled with the types of React by test/connect/readme.test-d.tsx.
  expect(read('test/connect/readme.test-d.tsx')).toContain(page);
});

test('the install line names packages of this workspace, and the peer that they need', () => {
  const names = commands.filter((command) => command.startsWith('npm '));
  expect(names).toEqual(['npm install @mx-member/machine @mx-member/adapters xstate']);
  for (const name of ['machine', 'adapters']) {
    const manifest = JSON.parse(read(`packages/${name}/package.json`));
    expect(manifest).toMatchObject({
      name: `@mx-member/${name}`,
      peerDependencies: { xstate: expect.any(String) },
    });
  }
});

test('it fits on 130 lines', () => {
  expect(README.trimEnd().split('\n').length).toBeLessThanOrEqual(130);
});

test('its commands are scripts of this project', () => {
  const manifest = JSON.parse(read('package.json'));
  expect(scripts).toEqual(expect.arrayContaining(['demo', 'test', 'playground']));
  expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(scripts));
});

test('the README of the package has each command, and the inspector', () => {
  const text = read('packages/cli/README.md');
  for (const name of COMMAND_NAMES) expect(text).toContain(`npx mx-member ${name}`);
  expect(text).toContain('npx mx-member connect --inspect ');
});

test('the worker among the examples listens where their README calls it', () => {
  const { dev } = JSON.parse(read('examples/worker/wrangler.jsonc'));
  expect(read('examples/README.md')).toContain(` http://${dev.ip}:${dev.port}/members\n`);
});

test('its diagram has the states of the machine', () => {
  const diagram = blocks('mermaid').find((text) => text.startsWith('stateDiagram')) ?? '';
  const states = new Set(diagram.match(/\b[a-z]+\b(?= -->)|(?<=--> )\b[a-z]+\b/g));
  const { deciding, ...rested } = memberMachine.states;
  expect(deciding?.type).toBe('atomic');
  expect([...states].sort()).toEqual(Object.keys(rested).sort());
});

test('every source that the table of statuses cites is explained', () => {
  const tags = Object.values(STATUSES).flatMap(({ source }) => source.split(', '));
  expect([...new Set(tags)].filter((tag) => !SOURCE_TAGS.has(tag))).toEqual([]);
});
