import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { inProcess } from '../support/in-process.ts';
import { start } from '../support/process.ts';

const SERVE = fileURLToPath(new URL('./servers/serve.ts', import.meta.url));
const ADDRESSES =
  '--start /connections --status /connections/{member} --answer /connections/{member}/answers';
const FAST = `test-backend --speed 20 ${ADDRESSES}`;

/** Attacks the server of the tests, with or without a mistake. */
const attack = (options: string, mistake = '') =>
  inProcess(
    `${FAST} ${options} -- ${process.execPath} ${SERVE} 20 ${mistake.replaceAll(' ', '-')}`.trim(),
  );

describe.concurrent('test-backend', () => {
  test('says first how long it takes, then the evidence of each verdict', async () => {
    const { code, out, err } = await attack('--filter questions-at-once');
    const lines = out.split('\n');
    expect(lines[0]).toBe('1 scenario. This takes at most 12 s.');
    expect(lines).toContain('passed questions-at-once: The bank asks two questions at once.');
    expect(lines).toContain('  passed answer-sent-twice: 1 request with answers');
    expect(lines.at(-2)).toBe('No rule was broken in 1 of 1 scenario.');
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test('shows each mistake with method, path, time and fields, the rule, and what to do', async () => {
    const { code, out } = await attack('--filter questions-at-once', 'sends each answer twice');
    expect(out).toMatch(/FAILED answer-sent-twice: an answer was sent twice\n +The answer to one/);
    expect(out).toMatch(
      /PUT \/users\/\{user\}\/members\/\{member\}\/resume at [\d.]+ s, with member\.challenges\.guid, member\.challenges\.value\n/,
    );
    expect(out).toMatch(/ {4}Rule: An answer .*\n {4}Do: Note the answer/);
    expect(out).not.toMatch(/answer[0-9a-f]{18}|USR-|MBR-|CRD-|Basic/);
    expect(code).toBe(1);
  });

  test('says where the output has a secret, and never shows it', async () => {
    const { code, out, lines } = await attack('--filter questions-at-once --json', 'logs headers');
    expect(lines[0]).toMatchObject({ scenario: 'questions-at-once', outcome: 'failed' });
    expect(out).toContain('Line 2 of the standard output has the API key.');
    expect(lines.at(-1)).toEqual({
      passed: 0,
      failed: 1,
      notChecked: 0,
      requestsWithoutVersion: 0,
      leftOut: [],
    });
    expect(out).not.toMatch(/key[0-9a-f]{18}|Basic/);
    expect(code).toBe(1);
  });

  test('a scenario that needs webhooks is left out of a run without them, and refused alone', async () => {
    const { code, out } = await attack('--filter two-users');
    expect(out).not.toContain('Left out');
    expect(code).toBe(0);
    const { code: refused, err } = await attack('--filter early-webhook');
    expect(err).toContain('this scenario needs webhooks, so give --webhooks too');
    expect(refused).toBe(2);
    const chosen = await attack('--filter webhook');
    expect(chosen.out).toContain('Left out without --webhooks: early-webhook and webhooks-twice.');
  });

  test('people of scenarios that run at the same time have different guids', async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'user-part-'));
    context.onTestFinished(() => rmSync(folder, { recursive: true }));
    const module = join(folder, 'user.mjs');
    writeFileSync(
      module,
      `import { appendFileSync } from 'node:fs';
      export const start = async ({ userGuid, memberGuid }) => {
        appendFileSync(${JSON.stringify(join(folder, 'guids'))}, userGuid + '\\n' + memberGuid + '\\n');
        throw Object.assign(new Error('refused'), { status: 500 });
      };
      export const answer = start;
      export const status = start;`,
    );
    const words = `--user ${module} --speed 20 --at-once 2 --filter o-`;
    const { code, out } = await inProcess(`test-backend ${words} -- ${process.execPath} ${SERVE}`);
    expect(out).toContain('The start of person 1 was refused with 500 at');
    expect(code).toBe(1);
    const guids = read(join(folder, 'guids')).trim().split('\n');
    expect(guids.length).toBeGreaterThanOrEqual(6);
    expect(new Set(guids).size).toBe(guids.length);
  });

  test('a server that does not start is reported with its last lines', async () => {
    const missing = `-- ${process.execPath} no-such-server.js`;
    const { code, err } = await inProcess(`${FAST} --filter two-rounds ${missing}`);
    expect(err).toMatch(
      /The server ended with exit code 1 .*\nIts last lines:(\n.*)*no-such-server/,
    );
    expect(code).toBe(2);
  });

  test("a mistake of the user's part is reported without a value", async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'user-part-'));
    context.onTestFinished(() => rmSync(folder, { recursive: true }));
    const module = join(folder, 'user.mjs');
    writeFileSync(
      module,
      'export const start = async () => {}; export const answer = start; export const status = async ({ password }) => ({ state: password });',
    );
    const { code, err } = await inProcess(
      `test-backend --user ${module} --filter two-rounds -- ${process.execPath} ${SERVE}`,
    );
    expect(err).toMatch(
      /The user's part is wrong: .*"state" of the status must be one of working, asking/,
    );
    expect(err).not.toMatch(/password[0-9a-f]/);
    expect(code).toBe(2);
  });

  // Only there does a process show its environment.
  const onLinux = test.runIf(process.platform === 'linux');
  onLinux('Ctrl-C ends the server and every process that it has started', async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'ended-'));
    context.onTestFinished(() => rmSync(folder, { recursive: true }));
    const server = join(folder, 'server.cjs');
    writeFileSync(
      server,
      `const { pid } = require('node:child_process').spawn('sleep', ['600']);
      require('node:fs').writeFileSync(__filename + '.pid', String(pid));
      require('node:http').createServer(() => {}).listen(process.env.PORT);`,
    );
    const words = `${FAST} --filter two-rounds -- ${process.execPath} ${server}`;
    const program = start(words);
    const started = await vi.waitUntil(() => read(`${server}.pid`), 30_000);
    program.child.kill('SIGINT');
    const { code } = await program.ended();
    expect(code).toBe(130);
    // A killed process can be there for a moment, and an orphan stays as a zombie if nobody waits for it.
    const isOver = () => !/^State:\s+[RSD]/m.test(read(`/proc/${started}/status`));
    expect(await vi.waitUntil(isOver, 10_000)).toBe(true);
  });
});

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

test.each([
  ['test-backend', 'The command that starts your server is missing'],
  ['test-backend --start /a --status /b -- x', '--answer is missing'],
  ['test-backend --start a --status /b --answer /c -- x', '--start must be a path'],
  ['test-backend --user a --start /a -- x', 'Give either --user or the three addresses'],
  ['test-backend --user /no/user.mjs -- x', '--user: /no/user.mjs is not there. Name a module'],
  ['test-backend --user README.md -- x', '--user: README.md cannot be loaded ('],
  ['test-backend --user a --speed 0 -- x', '--speed must be at least 1.'],
  ['test-backend --user a --at-once 2 --port 80 -- x', '--at-once needs a free TCP port'],
])('wrong usage is refused: %s', async (line, message) => {
  const { code, out, err } = await inProcess(line);
  expect(err).toContain(message);
  expect(err).not.toContain('ERR_');
  expect({ code, out }).toEqual({ code: 2, out: '' });
});
