import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { describe, expect, test } from 'vitest';
import { createMember } from '../../support/new-member.ts';
import { simulatedMx } from '../../support/simulated-mx.ts';
import { inProcess } from '../support/in-process.ts';
import { type Line, run, start } from '../support/process.ts';

const statesOf = (lines: readonly Line[]) =>
  lines
    .map(({ state }) => state)
    .filter((state, index, all) => state !== undefined && state !== all[index - 1]);
const challengedIn = (lines: readonly Line[], round: number) =>
  lines.find((line) => line.state === 'challenged' && line.round === round);

/** Makes the program run a script too: when it starts to listen to Ctrl-C, or after its first line. */
const besides = (script: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}`,
});
const atTheStart = (script: string) =>
  besides(`process.on('newListener', (name) => {
    if (name === 'SIGINT') setImmediate(() => { ${script} });
  });`);
const atTheFirstLine = (script: string) =>
  besides(`const { write } = process.stdout;
    process.stdout.write = function (...args) {
      process.stdout.write = write;
      setImmediate(() => { ${script} });
      return write.apply(this, args);
    };`);

describe.concurrent('mx-member connect', () => {
  test('goes from aggregating through two challenges to connected', async () => {
    const { code, lines, out, err } = await run(
      'connect --pace fast --json --answer correct --answer correct',
    );
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(statesOf(lines)).toEqual([
      'aggregating',
      'challenged',
      'resumed',
      'challenged',
      'resumed',
      'connected',
    ]);
    const guids = [1, 2].map((round) => JSON.stringify(challengedIn(lines, round)?.challenges));
    expect(guids[0]).toMatch(/"type":"OPTIONS"/);
    expect(guids[1]).toMatch(/"type":"TOKEN"/);
    expect(lines.at(-2)).toEqual({ accounts: 3, transactions: expect.any(Number) });
    expect(lines.at(-1)).toMatchObject({ outcome: 'connected', fresh: true });
    expect(lines.filter(({ outcome }) => outcome !== undefined)).toHaveLength(1);
    expect(out).not.toContain('correct');
  });

  test('ends as failed with the next step if the bank does not know the login', async () => {
    const { code, lines, err } = await run('connect --pace fast --json --password UNAUTHORIZED');
    expect(err).toBe('');
    expect(code).toBe(1);
    expect(lines.at(-1)).toMatchObject({
      outcome: 'failed',
      reason: 'credentials',
      nextStep: 'updateCredentials',
      connectionStatus: 'DENIED',
    });
  });

  test('shows the problem of an answer, goes on with the next, and never prints an answer', async () => {
    const { code, lines, out } = await run(
      'connect --pace fast --json --answer fax-machine --answer correct --answer correct',
    );
    expect(code).toBe(0);
    expect(JSON.stringify(lines)).toContain('"code":"notAnOption"');
    expect(out).not.toMatch(/fax-machine|correct/);
  });

  test('ends with a clear error if no answer is left and nobody can be asked', async () => {
    const { code, lines, out, err } = await run('connect --pace fast --json --answer correct');
    expect(code).toBe(2);
    expect(err).toMatch(
      /^mx-member: No answer is left for the question ".+"\. Give another one with --ans/,
    );
    expect(err).not.toMatch(/correct|\n {4}at /);
    expect(lines.at(-1)).toEqual({
      error: 'unanswered',
      message: err.replace('mx-member: ', '').trim(),
      exitCode: 2,
    });
    expect(lines.filter(({ outcome }) => outcome !== undefined)).toEqual([]);
    expect(out).not.toContain('correct');
  });

  test('without --json, says the same in plain sentences', async () => {
    const { code, out, err } = await run(
      'connect --pace fast --password challenge --answer wrong-word',
    );
    expect(code).toBe(1);
    expect(err).toBe('');
    expect(out).toMatch(/^This is MX Bank, simulated/);
    expect(out).toMatch(/Challenged: answer a question from your bank \(round 1\)\n {2}".+"/);
    expect(out).toMatch(
      /\nFailed\. Your bank did not accept your answer\.\nTry again\. Your bank will ask you again\.\n$/,
    );
    expect(out).not.toContain('wrong-word');
    expect(out).not.toContain('\u001b');
  });

  test('Ctrl-C cancels, says so, and ends with 130', async () => {
    const process = start('connect --json');
    await process.firstLine();
    process.child.kill('SIGINT');
    const { code, lines, err } = await process.ended();
    expect(code).toBe(130);
    expect(err).toBe('');
    expect(lines.at(-1)).toMatchObject({ outcome: 'failed', reason: 'cancelled' });
  });

  test('Ctrl-C before the first line is reported as the only line', async () => {
    const process = start('connect --json', atTheStart("process.kill(process.pid,'SIGINT')"));
    const { code, lines, err } = await process.ended();
    expect(lines).toEqual([
      { error: 'interrupted', message: 'The run was interrupted.', exitCode: 130 },
    ]);
    expect({ code, err }).toEqual({ code: 130, err: '' });
  });

  test('the first unexpected error is the last line, and a later one is not reported', async () => {
    const second = "process.nextTick(() => { throw new TypeError('Crash.'); });";
    const process = start('connect --json', atTheFirstLine(`${second} throw new Error('Boom.');`));
    const { code, lines, err } = await process.ended();
    const message = expect.stringContaining('(Boom.)');
    expect(lines.at(-1)).toEqual({ error: 'unexpected', message, exitCode: 1 });
    expect(lines.filter(({ outcome }) => outcome !== undefined)).toEqual([]);
    expect(err).toMatch(/\(Boom\.\).*\n.*\(Crash\.\)/);
    expect(code).toBe(1);
  });

  test('SIGTERM ends it with 143', async () => {
    const process = start('connect');
    await process.firstLine();
    process.child.kill('SIGTERM');
    expect(await process.ended()).toMatchObject({ code: 143, err: '' });
  });

  test('a terminal that closes ends it once with 129, even if several events say so', async () => {
    const { code, lines, err } = await run(
      'connect --json',
      atTheFirstLine(`const gone = Object.assign(new Error('EIO'), { code: 'EIO' });
        process.kill(process.pid, 'SIGHUP');
        process.stdin.emit('error', gone);
        process.nextTick(() => { throw gone; });
        process.stdout.isTTY = true;
        process.stdout.emit('error', gone);`),
    );
    expect({ code, err }).toEqual({ code: 129, err: '' });
    expect(lines.at(-1)).toMatchObject({ outcome: 'failed', reason: 'cancelled' });
  });

  test('ends quietly when the reader of its output has closed', async () => {
    const process = start('connect --pace fast --json --answer correct --answer correct');
    await process.firstLine();
    process.child.stdout.destroy();
    expect(await process.ended()).toMatchObject({ code: 141, err: '' });
  });
});

describe.concurrent('mx-member connect --answers-from', () => {
  const LINE = 'connect --pace fast --json --answers-from';

  test('- reads the answers from the standard input, one per line', async () => {
    const process = start(`${LINE} -`, {}, 'open');
    process.child.stdin.end('correct\r\n\ncorrect');
    const { code, lines, out, err } = await process.ended();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(lines.at(-1)).toMatchObject({ outcome: 'connected' });
    expect(out).not.toContain('correct');
  });

  test('- reads a line when its question is asked, and ends even if the pipe stays open', async () => {
    const process = start(`${LINE} -`, {}, 'open');
    for (const round of [1, 2]) {
      await process.lineWith(`"challenged","busy":false,"needs":"answers","round":${round}`);
      process.child.stdin.write('correct\n');
    }
    const { code, lines } = await process.ended();
    expect(code).toBe(0);
    expect(statesOf(lines)).toContain('resumed');
  });

  test('reads a file', async (context) => {
    const file = join(mkdtempSync(join(tmpdir(), 'answers-')), 'answers.txt');
    context.onTestFinished(() => rmSync(dirname(file), { recursive: true }));
    writeFileSync(file, 'correct\ncorrect\n');
    expect(await run(`${LINE} ${file}`)).toMatchObject({ code: 0, err: '' });
  });

  test.each([
    ['/no/such/answers.txt', 'ENOENT'],
    [tmpdir(), 'EISDIR'],
  ])('%s cannot be read, which it says before a job starts', async (file, code) => {
    const told = await inProcess(`connect --pace fast --answers-from ${file}`);
    const err = `mx-member: --answers-from: ${file} cannot be read (${code}).\n`;
    expect(told).toMatchObject({ code: 2, out: '', err });
  });
});

describe('mx-member connect with keys', () => {
  const KEYS = { clientId: DEFAULT_CLIENT_ID, apiKey: DEFAULT_API_KEY };

  test('runs a job of the given member', async () => {
    const { url, close } = await serveMxSimulator({ port: 0, step: 40 });
    try {
      const { userGuid, memberGuid } = await createMember(simulatedMx(url), 'challenge');
      const { code, lines, out } = await run(
        `connect --pace fast --json --environment ${url} --user ${userGuid} --member ${memberGuid} --job identify --answer correct`,
        { MX_CLIENT_ID: KEYS.clientId, MX_API_KEY: KEYS.apiKey },
      );
      expect(statesOf(lines)).toEqual(['aggregating', 'challenged', 'resumed', 'connected']);
      expect(code).toBe(0);
      expect(out).not.toContain(KEYS.apiKey);
    } finally {
      await close();
    }
  });

  test('ends as failed if MX does not accept the key, and does not print it', async () => {
    const { url, close } = await serveMxSimulator({ port: 0 });
    try {
      const { code, lines, out, err } = await run(
        `connect --json --environment ${url} --user USR-1 --member MBR-1`,
        { MX_CLIENT_ID: KEYS.clientId, MX_API_KEY: 'no-such-key' },
      );
      expect(lines.at(-1)).toMatchObject({ outcome: 'failed', reason: 'unauthorized' });
      expect(code).toBe(1);
      expect(out + err).not.toContain('no-such-key');
    } finally {
      await close();
    }
  });
});

test.each([
  ['--anser secret', /^Unknown option --anser\. Did you mean --answer\?\nSee: mx-member connect/],
  ['--job dance --answer secret', /^--job must be one of/],
  ['--password simulate:options,dance', /^--password: step 2 is invalid/],
])('wrong usage, %s, is reported to people and programs without a value', async (line, told) => {
  const { code, lines, err } = await inProcess(`connect --json ${line}`);
  const [{ message } = {}, ...rest] = lines;
  expect(message).toMatch(told);
  expect([lines, rest]).toEqual([[{ error: 'usage', message, exitCode: 2 }], []]);
  expect(err).toBe(`mx-member: ${message}\n`);
  expect(err).not.toMatch(/secret|\n +at /);
  expect(code).toBe(2);
});
