import { createTraceHash, redactSeen, type SeenOfMx, seenInHar } from '@mx-member/adapters/trace';
import { firstError } from '@mx-member/machine/step';
import { TRACE_LINE } from '@mx-member/machine/trace';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runCount } from '../support/run-count.ts';

const hash = createTraceHash(new Uint8Array(32).fill(7));
const AT = Date.UTC(2026, 0, 5, 12);
const linesOf = (seen: SeenOfMx) => redactSeen(seen, hash);

describe('a secret is removed from', () => {
  const CANARY = 'CANARY-5551234567';
  const SECRETS = ['CANARY', '5551234567', btoa(CANARY).slice(0, 12)];
  const leaked = (lines: readonly object[]) =>
    SECRETS.filter((secret) => JSON.stringify(lines).includes(secret));

  const member = {
    guid: `MBR-${CANARY}`,
    user_guid: `USR-${CANARY}`,
    id: CANARY,
    name: CANARY,
    metadata: CANARY,
    connection_status: 'CHALLENGED',
    connection_status_message: `Text ${CANARY}`,
    is_being_aggregated: true,
    aggregated_at: CANARY,
    successfully_aggregated_at: `${CANARY}Z`,
    oauth_window_uri: `https://bank.test/oauth?code=${CANARY}&state=${CANARY}`,
    error: { error_code: 5_551_234_567, error_message: CANARY, user_message: CANARY },
    challenges: [
      {
        guid: CANARY,
        type: 'IMAGE_OPTIONS',
        label: `Code sent to ${CANARY}`,
        image_data: btoa(CANARY),
        image_options: [
          {
            guid: CANARY,
            label: CANARY,
            value: CANARY,
            data_uri: `data:image/png;base64,${btoa(CANARY)}`,
          },
        ],
      },
      {
        guid: `${CANARY}2`,
        type: CANARY,
        label: CANARY,
        image_data: `data:image/png;base64,${btoa(CANARY)}`,
      },
    ],
    [CANARY]: CANARY,
    nested: { [CANARY]: [{ [CANARY]: CANARY }] },
  };
  const header = (name: string) => ({ name, value: CANARY });
  const headers = ['Cookie', 'Authorization', 'X-Request-Id', 'Retry-After', CANARY].map(header);
  const entry = (method: string, url: string, body: unknown, status = 200) => ({
    startedDateTime: '2026-01-05T12:00:00.000Z',
    time: 81.5,
    request: {
      ...{ method, url, headers, cookies: [header('session')], queryString: [header('token')] },
      postData: {
        text: JSON.stringify({ member: { challenges: [{ guid: CANARY, value: CANARY }] } }),
      },
    },
    response: {
      status,
      headers,
      cookies: [header('session')],
      content: { text: JSON.stringify(body) },
    },
  });
  const api = `https://key:${CANARY}@api.mx.com/users/USR-${CANARY}/members`;
  const har = {
    log: {
      entries: [
        entry('GET', `${api}/MBR-${CANARY}/status?token=${CANARY}#${CANARY}`, { member }),
        entry('GET', `${api}/MBR-${CANARY}`, { member: { ...member, connection_status: CANARY } }),
        entry('PUT', `${api}/MBR-${CANARY}/resume`, { member }),
        entry('GET', `${api}/MBR-${CANARY}/oauth_window_uri`, { member }),
        entry('GET', `${api}/MBR-${CANARY}/challenges`, { challenges: member.challenges }),
        entry('POST', api, { member }),
        entry('GET', api, { members: [member, CANARY, null] }),
        entry(
          'GET',
          `${api}/MBR-${CANARY}/status`,
          { error: { message: CANARY, type: CANARY } },
          401,
        ),
        entry('GET', `https://bank.test/oauth?code=${CANARY}`, CANARY),
        {
          ...entry('POST', `https://app.test/hooks/${CANARY}`, CANARY),
          request: {
            method: 'POST',
            url: `https://app.test/hooks/${CANARY}`,
            postData: {
              text: JSON.stringify({
                ...member,
                type: CANARY,
                action: CANARY,
                member_guid: CANARY,
              }),
            },
          },
        },
      ],
    },
  };

  test('a raw archive with cookies and OAuth addresses', () => {
    const lines = seenInHar(har).flatMap(linesOf);
    expect(lines.map(({ type }) => type).sort()).toEqual([
      ...['fault', 'fault', 'fault'],
      ...['reading', 'reading', 'reading', 'reading', 'reading', 'reading'],
      'webhook',
    ]);
    expect(lines.map((line) => firstError(TRACE_LINE, line, 'line'))).toEqual(
      lines.map(() => null),
    );
    expect(leaked(lines)).toEqual([]);
  });

  test('an archive whose texts are in base64', () => {
    const [{ response, ...rest }] = har.log.entries as [ReturnType<typeof entry>];
    const content = { text: btoa(response.content.text), encoding: 'base64' };
    const seen = seenInHar({ log: { entries: [{ ...rest, response: { ...response, content } }] } });
    expect(seen.flatMap(linesOf)).toMatchObject([{ type: 'reading', call: 'readStatus' }]);
    expect(leaked(seen.flatMap(linesOf))).toEqual([]);
  });

  test('any body at all', () => {
    const text = fc.constantFrom(CANARY, `USR-${CANARY}`, 'CHALLENGED', 'CHL-1', '5551234567');
    const leaf = fc.oneof(text, fc.boolean(), fc.constant(null), fc.constant(5_551_234_567));
    const field = fc.constantFrom(
      ...Object.keys(member),
      'options',
      'label',
      'value',
      'error_code',
      'type',
    );
    const { body } = fc.letrec((tie) => ({
      body: fc.oneof(
        leaf,
        fc.dictionary(field, tie('body'), { maxKeys: 8 }),
        fc.array(tie('body'), { maxLength: 3 }),
      ),
    }));
    const root = fc.constantFrom('member', 'members', 'challenges', 'error');
    fc.assert(
      fc.property(fc.dictionary(root, body), fc.constantFrom(200, 400, 500), (given, status) => {
        const seen = [
          { at: AT, url: `${api}/MBR-1/status`, status, body: given },
          { at: AT, body: given },
          { at: AT, webhook: { ...Object(given.member), member_guid: CANARY, user_guid: CANARY } },
        ];
        const lines = seen.flatMap(linesOf);
        expect(leaked(lines)).toEqual([]);
        for (const line of lines) expect(firstError(TRACE_LINE, line, 'line')).toBeNull();
      }),
      { numRuns: runCount(200) },
    );
  });
});
