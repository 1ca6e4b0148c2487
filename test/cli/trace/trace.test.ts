import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTracer } from '@mx-member/adapters/trace';
import { createHost } from '@mx-member/host';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bank, memberOf } from '../../support/bank.ts';
import { pass, releaseTime, stopTime } from '../../support/fake-timers.ts';
import { inProcess } from '../support/in-process.ts';

let folder: string;
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mx-member-trace-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const AT = Date.UTC(2026, 0, 5, 12);
const KEY = { MX_MEMBER_TRACE_KEY: '07'.repeat(32) };
const url = 'https://api.mx.com/users/USR-1/members/MBR-1';

/** A line of a poller's log: the state of the member after some seconds. */
const polled = (seconds: number, status: string, isRunning: boolean, more = {}) => ({
  at: new Date(AT + seconds * 1_000).toISOString(),
  method: 'GET',
  url: `${url}/status`,
  body: {
    member: {
      guid: 'MBR-1',
      connection_status: status,
      is_being_aggregated: isRunning,
      aggregated_at: '2026-01-05T11:59:59Z',
      successfully_aggregated_at: null,
      ...more,
    },
  },
});
const ndjson = (lines: readonly object[]): string =>
  lines.map((line) => JSON.stringify(line)).join('\n');

describe('mx-member redact', () => {
  test('turns a log into a trace, and says which lines it skipped', async () => {
    const file = write(
      'poller.ndjson',
      `${ndjson([polled(0, 'CREATED', true, { card: '4111' })])}\nhello\n\n`,
    );
    const { code, out, err, lines } = await inProcess(`redact ${file}`, undefined, KEY);
    expect(code).toBe(0);
    expect(lines).toMatchObject([
      { type: 'reading', reading: { connectionStatus: 'CREATED' }, dropped: ['member.card'] },
    ]);
    expect(out).not.toMatch(/USR-1|MBR-1|4111/);
    expect(err).toContain('1 line of 1 exchange. Skipped 1 line without "at"');
    expect(err).toContain('the first is line 2.');
    expect((await inProcess(`redact ${file}`, undefined, KEY)).out).toBe(out);
    expect((await inProcess(`redact ${file}`)).out).not.toBe(out);
  });

  test('turns an HTTP archive into a trace', async () => {
    const text = JSON.stringify(polled(0, 'CONNECTED', false).body);
    const entry = {
      startedDateTime: '2026-01-05T12:00:00Z',
      time: 40,
      request: {
        method: 'GET',
        url: `${url}/status`,
        headers: [{ name: 'Cookie', value: 'SECRET' }],
      },
      response: { status: 200, content: { text } },
    };
    const file = write('session.har', JSON.stringify({ log: { entries: [entry] } }));
    const { code, out } = await inProcess(`redact ${file}`);
    expect({ code, secret: out.includes('SECRET') }).toEqual({ code: 0, secret: false });
    expect(out).toContain('"connectionStatus":"CONNECTED"');
  });

  test.each([
    ['a missing file', () => 'redact nowhere.ndjson', /nowhere\.ndjson cannot be read \(ENOENT\)/],
    [
      'a log without MX',
      () => `redact ${write('empty.ndjson', '{}')}`,
      /has nothing about a member/,
    ],
    [
      'an archive that was cut off',
      () => `redact ${write('cut.har', '{"log":{"entries":[{"request"')}`,
      /cut\.har is not JSON\. It may have been cut off\./,
    ],
    [
      'a file that is not an archive',
      () => `redact ${write('none.har', '{}')}`,
      /is not an HTTP archive/,
    ],
  ])('ends with 1 for %s', async (_, line, message) => {
    const { code, err } = await inProcess(line());
    expect(code).toBe(1);
    expect(err).toMatch(message);
  });

  test('ends with 2 for a key that is too short, and does not quote it', async () => {
    const { code, err } = await inProcess('redact x', undefined, { MX_MEMBER_TRACE_KEY: 'abcdef' });
    expect(code).toBe(2);
    expect(err).toContain('32 hexadecimal digits');
    expect(err).not.toContain('abcdef');
  });
});

describe('mx-member replay', () => {
  /** The trace of a host with one member that was asked a question. */
  async function hostTrace(): Promise<string[]> {
    stopTime();
    const lines: string[] = [];
    const trace = createTracer({ write: (line) => lines.push(line) });
    const host = await createHost({ port: new Bank(), trace });
    const member = memberOf(0);
    await host.start({ member, job: 'aggregate' });
    await pass(20_000);
    const { challenges, prompt } = await host.view(member);
    await host.answer(member, {
      prompt,
      answers: challenges.map(({ guid }) => ({ guid, value: 'right' })),
    });
    await pass(60_000);
    await host.close();
    releaseTime();
    return lines;
  }

  test('says that a trace is valid, and explains it', async () => {
    const file = write('host.ndjson', (await hostTrace()).join(''));
    const plain = await inProcess(`replay ${file}`);
    expect(plain.code).toBe(0);
    expect(plain.out).toMatch(/valid: \d+ lines, 1 member, \d+ steps, 1 end\.\n$/);

    const { out } = await inProcess(`replay --explain ${file}`);
    const told = out
      .split('\n')
      .map((line) => line.replace(/^\S+ (?:\+[\d.]+ s|[\d -:]+ UTC): /, ''));
    expect(told[0]).toBe(
      'A lifecycle begins. The job aggregate has to be started. It starts the job aggregate.',
    );
    expect(out).toContain('It asks the user 1 question: round 1, prompt 1.');
    expect(out).toContain('because a second poll must show the same');
    expect(out).toContain('The user answers 1 question.');
    expect(out).toContain('It ends: connected');
  });

  test('explains that a clock was set back, and counts the time from there', async () => {
    const lines = await hostTrace();
    const at = (line: string) => JSON.parse(line).at as number;
    const from = Math.floor(lines.length / 2);
    const setBack = lines.map((line, index) =>
      index < from ? line : line.replace(/"at":\d+/, `"at":${at(line) - 3_600_000}`),
    );
    const file = write('set-back.ndjson', setBack.join(''));
    const { code, out } = await inProcess(`replay --explain ${file}`);
    expect(code).toBe(0);
    expect(out.match(/The clock was set back by \d+\.\d min\./g)).toHaveLength(1);
    expect(out).toMatch(/ UTC: The clock was set back by (?:59|60)\.\d min\. /);
    const plain = await inProcess(`replay --explain ${write('steady.ndjson', lines.join(''))}`);
    expect(plain.out).not.toContain('set back');
  });

  test('names the first line that breaks a rule, that rule, and the rule of our machine', async () => {
    const lines = await hostTrace();
    lines[3] = (lines[3] ?? '').replace('"state":"', '"state":"resumed.waiting","was":"');
    const wrong = lines.map((line) => line.replace(/,"was":"[^"]*"/, ''));
    const file = write('wrong.ndjson', wrong.join(''));
    const { code, out } = await inProcess(`replay ${file}`);
    expect(code).toBe(1);
    expect(out).toMatch(
      /wrong\.ndjson:4: state \(line\.state\)\. The machine goes where its rules lead\. Our machine decides by its rule \w+: if /,
    );
    const [json] = (await inProcess(`replay --json ${file}`)).lines;
    expect(json).toMatchObject({ line: 4, rule: 'state', where: 'line.state' });
    expect((await inProcess(`replay ${write('text.ndjson', 'hello')}`)).out).toContain(
      'text.ndjson:1: line (line). Each line is JSON',
    );
  });

  test('a memory that differs may be from another version, which is said', async () => {
    const lines = await hostTrace();
    lines[2] = (lines[2] ?? '').replace(/"digest":"[^"]*"/, '"digest":"AAAAAAAAAAAAAAAA"');
    const { code, out } = await inProcess(`replay ${write('older.ndjson', lines.join(''))}`);
    expect(code).toBe(1);
    expect(out).toMatch(/:3: digest .* If another version of mx-member wrote the trace, replay it/);
  });

  test('says when our machine would have known, and what no rule knows', async () => {
    const done = { successfully_aggregated_at: '2026-01-05T12:00:20Z' };
    const foreign = [
      {
        at: new Date(AT).toISOString(),
        method: 'POST',
        url: `${url}/aggregate`,
        body: polled(0, 'CREATED', true).body,
      },
      polled(3, 'CREATED', true),
      polled(6, 'PAUSED', true, { mood: 'good' }),
      polled(9, 'CREATED', true, { aggregated_at: '2026-01-04T11:00:00Z' }),
      { at: AT + 12_000, url: `${url}/status`, status: 429, body: {} },
      polled(21, 'CONNECTED', false, done),
      polled(81, 'CONNECTED', false, done),
    ];
    const log = write('foreign.ndjson', ndjson(foreign));
    const trace = write('foreign.trace', (await inProcess(`redact ${log}`)).out);
    const { code, out } = await inProcess(`replay ${trace}`);
    expect(code).toBe(0);
    expect(out).toMatch(
      /foreign\.trace:1: ~[\w-]+: Our machine would have known earlier, by 60\.0 s\. At line 6 it ends: connected\./,
    );
    expect(out).toMatch(/Statuses that no rule knows:\n +1 {2}PAUSED \(first in line 3\)/);
    expect(out).toMatch(
      /Fields that MX does not document:\n +1 {2}member\.mood \(first in line 3\)/,
    );
    expect(out).toContain('Readings older than one before: 1');
    expect(out).toContain('rateLimited 429');
    expect(out).toContain('CREATED running → PAUSED running');
    const json = (await inProcess(`replay --json ${trace}`)).lines;
    expect(json[0]).toMatchObject({ difference: 'earlier', ahead: 60_000, notes: [] });
    expect(json[1]).toMatchObject({ differences: { earlier: 1 }, failures: 0 });
  });

  test('tells a lifecycle of another program by its pseudonym, and that it has no steps', async () => {
    const readings = [
      polled(0, 'CREATED', true, { has_processed_transactions: false }),
      polled(6, 'CONNECTED', false, { successfully_aggregated_at: '2026-01-05T12:00:05Z' }),
      polled(9, 'CONNECTED', false, { successfully_aggregated_at: '2026-01-05T12:00:05Z' }),
    ];
    const log = write('told.ndjson', ndjson(readings));
    const { out: trace } = await inProcess(`redact ${log}`);
    const file = write('told.trace', trace);
    const { memberGuid } = JSON.parse(trace.split('\n')[0] ?? '').member;
    const { code, out } = await inProcess(`replay --explain --member ${memberGuid} ${file}`);
    expect(code).toBe(0);
    expect(out).toContain(`${memberGuid}: Our machine would have known`);
    expect(out).not.toContain('does not document');
    expect(out).toContain('valid: 3 lines, 1 member, recorded from another program.\n');
    expect(out).toContain('The trace has no steps to explain');
    const other = await inProcess(`replay --explain --member ~other ${file}`);
    expect(other.err).toContain('No line is of the member of --member');
    expect(other.out).not.toContain('Our machine');
  });

  test.each([
    [
      'known earlier than our machine would have',
      [polled(3, 'DENIED', false)],
      { difference: 'later', ahead: null },
    ],
    [
      'an open question',
      [polled(3, 'CHALLENGED', true, { challenges: [{ guid: 'C', type: 'TEXT', label: 'x' }] })],
      { difference: 'open' },
    ],
    [
      'a failure where MX connects later',
      [
        { at: AT + 3_500, member: { memberGuid: 'MBR-1' }, outcome: 'failed' },
        polled(6, 'CONNECTED', false, { successfully_aggregated_at: '2026-01-05T12:00:05Z' }),
      ],
      { difference: 'differently', theirs: { outcome: 'failed' } },
    ],
    [
      'an answer to a question that our machine would not have asked',
      [
        {
          at: AT + 4_000,
          method: 'PUT',
          url: `${url}/resume`,
          body: polled(4, 'RESUMED', true).body,
        },
      ],
      { notes: [{ note: 'answeredUnasked' }] },
    ],
    [
      'a failure that is known later, by a clock that was set back',
      [
        polled(3, 'DENIED', false, { aggregated_at: '2026-01-05T12:00:01Z' }),
        polled(9, 'DENIED', false, { aggregated_at: '2026-01-05T12:00:01Z' }),
        { at: AT - 600_000, member: { memberGuid: 'MBR-1' }, outcome: 'failed' },
      ],
      { difference: 'same', ahead: 0 },
    ],
  ])('compares %s', async (_, more, expected) => {
    const log = write('compared.ndjson', ndjson([polled(0, 'CREATED', true), ...more]));
    const trace = write('compared.trace', (await inProcess(`redact ${log}`)).out);
    expect((await inProcess(`replay --json ${trace}`)).lines[0]).toMatchObject(expected);
  });

  test('accepts either --explain or --json', async () => {
    const { code, err } = await inProcess('replay --json --explain x');
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('--explain') });
  });
});
