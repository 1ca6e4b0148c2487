import { createHostHandler } from '@mx-member/host/http';
import { HostError, type MemberHost, type OutcomeView } from '@mx-member/machine';
import { expect, onTestFinished, test, vi } from 'vitest';
import { EXIT, Interrupt } from '../../../packages/cli/src/common/errors.ts';
import { run } from '../../../packages/cli/src/run.ts';
import { serveFetch } from '../../restate-cluster/src/serve.ts';
import { view } from '../../support/first-view.ts';
import { inProcess } from '../support/in-process.ts';
import { FAST, folder, memberAt, serve } from '../support/serving.ts';
import { terminal } from '../support/terminal.ts';
import { CONNECTED, DENIED } from '../support/views.ts';

const DOWN = '\u001b[B';
const ENTER = '\r';

/** `connect` in a terminal, by default at a bank whose list has a wrong choice. */
function connecting(line = 'connect --pace fast --password options') {
  const { keyboard, screen, input, output } = terminal();
  const leaving = new AbortController();
  let shown = '';
  screen.on('data', (text: string) => {
    shown += text;
  });
  const leave = () => leaving.abort(new Interrupt(EXIT.interrupted));
  const ended = run(line.split(' '), {
    stdin: input,
    stdout: output,
    stderr: output,
    env: {},
    signal: leaving.signal,
    interrupt: () => leave(),
  });
  const count = (text: string) => shown.split(text).length - 1;
  return {
    ended,
    shown: () => shown,
    leave,
    /** Waits until a question is asked for the nth time, then presses keys. */
    async press(question: string, nth: number, ...keys: readonly string[]) {
      await vi.waitFor(() => expect(count(`◆  ${question}`)).toBeGreaterThanOrEqual(nth), {
        timeout: 30_000,
      });
      for (const key of keys) keyboard.write(key);
    },
  };
}

test('after a wrong choice a person is asked whether to start again, and the second attempt connects', async () => {
  const { ended, press, shown } = connecting();
  await press('How should we send your code?', 1, DOWN, ENTER);
  await press('Your bank did not accept your answer. Start again?', 1, ENTER);
  await press('How should we send your code?', 2, ENTER);
  expect(await ended).toBe(0);
  expect(shown()).toContain('Connected to your bank.');
  expect(shown()).not.toContain('Failed.');
});

test('a person who does not want to start again gets the outcome, and the exit code of a failure', async () => {
  const { ended, press, shown } = connecting();
  await press('How should we send your code?', 1, DOWN, ENTER);
  await press('Your bank did not accept your answer. Start again?', 1, DOWN, ENTER);
  expect(await ended).toBe(1);
  expect(shown()).toContain('Failed. Your bank did not accept your answer.');
});

test.each([
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
  ['Escape', '\u001b'],
  ['a signal', null],
])('%s leaves the question after an end as it leaves a question of the bank', async (_, key) => {
  const { ended, press, leave, shown } = connecting();
  await press('How should we send your code?', 1, DOWN, ENTER);
  await press('Your bank did not accept your answer. Start again?', 1, ...(key ? [key] : []));
  if (!key) leave();
  expect(await ended).toBe(EXIT.interrupted);
  expect(shown()).toContain('You canceled.');
  expect(shown()).not.toMatch(/Failed\.|no longer need/);
});

test('a signal at a question of the bank does not say that the question has closed', async () => {
  const { ended, press, leave, shown } = connecting();
  await press('How should we send your code?', 1);
  leave();
  expect(await ended).toBe(EXIT.interrupted);
  expect(shown()).toContain('You canceled.');
  expect(shown()).not.toContain('no longer need');
});

test('at a host, a member whose lifecycle was canceled, or has ended, starts again if the person wants it', async (context) => {
  const { url, simulatorUrl } = await serve(
    context,
    `--port 0 --file ${folder(context)}/members.db ${FAST}`,
  );
  const { userGuid, memberGuid } = await memberAt(simulatorUrl);
  const line = `connect --at ${url} --user ${userGuid} --member ${memberGuid}`;
  const first = connecting(line);
  await first.press('What city were you born in?', 1);
  first.leave();
  await first.ended;
  const second = connecting(line);
  await second.press('You canceled. Start again?', 1, ENTER);
  await second.press('What city were you born in?', 1, ...'correct', ENTER);
  await second.press('Enter the code', 1, ...'correct', ENTER);
  expect(await second.ended).toBe(0);
  const third = connecting(line);
  await third.press('Connected to your bank.', 1, DOWN, ENTER);
  expect(await third.ended).toBe(0);
});

test('at a host, a login that MX shows as refused is sent again only if the person has checked it', async () => {
  const refuse = () => Promise.reject(new HostError('notFound', 'Nobody knows this member.'));
  const ended = (outcome: OutcomeView, revision: number) =>
    view({ state: 'failed', busy: false, outcome, revision });
  let end: OutcomeView = DENIED;
  const start = vi.fn<MemberHost['start']>(async ({ act }, { after } = {}) => {
    if (after === undefined) return ended(DENIED, 1);
    end = act ? CONNECTED : { ...DENIED, start: 'due' };
    return view({ revision: 2 });
  });
  const next = async () => ended(end, 3);
  const unused = { view: refuse, answer: refuse, hint: refuse, cancel: refuse };
  const host: MemberHost = { start, next, ...unused, close: async () => {} };
  const { url, close } = await serveFetch(createHostHandler(host, { authorize: () => true }));
  onTestFinished(close);
  const line = `connect --at ${url} --user USR-1 --member MBR-1`;
  const refused = 'Your bank did not accept your login.';
  const first = connecting(line);
  await first.press(`${refused} Start again?`, 1, ENTER);
  await first.press(`${refused} No other login was sent.`, 1, ENTER);
  expect([await first.ended, start.mock.calls.length]).toEqual([1, 2]);
  const second = connecting(line);
  await second.press(`${refused} Start again?`, 1, ENTER);
  await second.press(`${refused} No other login was sent.`, 1, DOWN, ENTER);
  expect(await second.ended).toBe(0);
  expect(start.mock.lastCall).toMatchObject([{ act: { type: 'checked' } }, { after: 3 }]);
});

test('an answer that is given while the host is down arrives after its start, and Ctrl-C does not wait for a host', async (context) => {
  const file = `--file ${folder(context)}/members.db ${FAST}`;
  const first = await serve(context, `--port 0 ${file}`);
  const { userGuid, memberGuid } = await memberAt(first.simulatorUrl);
  const person = connecting(`connect --at ${first.url} --user ${userGuid} --member ${memberGuid}`);
  await person.press('What city were you born in?', 1);
  first.child.kill('SIGKILL');
  await first.ended();
  await person.press('What city were you born in?', 1, ...'correct', ENTER);
  const second = await serve(context, `--port ${new URL(first.url).port} ${file}`);
  await person.press('Enter the code', 1);
  second.child.kill('SIGKILL');
  await second.ended();
  person.leave();
  expect(await person.ended).toBe(EXIT.interrupted);
});

test('a host that refuses the token says which variable has it', async () => {
  const unused = () => Promise.reject(new Error('It is not called.'));
  const calls = { start: unused, next: unused, view: unused, answer: unused, hint: unused };
  const host: MemberHost = { ...calls, cancel: unused, close: async () => {} };
  const { url, close } = await serveFetch(
    createHostHandler(host, { authorize: () => 'signedOut' }),
  );
  onTestFinished(close);
  const { code, err } = await inProcess(`connect --at ${url} --user USR-1 --member MBR-1`);
  expect({ code, err }).toEqual({
    code: 1,
    err: 'mx-member: The server refused the token. Set MX_MEMBER_TOKEN to the token that the server uses.\n',
  });
});

test('a host that is not there is named as such', async () => {
  const { code, err } = await inProcess(
    'connect --at http://127.0.0.1:9 --user USR-1 --member MBR-1',
  );
  expect({ code, err }).toEqual({
    code: 1,
    err: 'mx-member: The server could not be reached. Check its address, and try again.\n',
  });
});
