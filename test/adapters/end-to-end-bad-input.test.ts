import { inspect } from 'node:util';
import { MxError } from '@mx-member/machine';
import { parseFault } from '@mx-member/simulator';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type EndToEndMember,
  goodUser,
  openMember,
  type Setting,
} from '../support/end-to-end-member.ts';
import { expectBankAgrees, outcomeOf } from '../support/expect-bank-agrees.ts';
import { releaseTime, stopTime } from '../support/fake-timers.ts';
import { runCount } from '../support/run-count.ts';

/** Invalid data from both sides: from MX, and from the host. */

const password = 'simulate:options,token';
const NEWS = 'status:add=connection_status=BRAND_NEW:2';

/** Spoils the replies with these numbers, counted from 0, and collects the resulting errors. */
async function spoiled(numbers: readonly number[], spoil: (reply: Response) => Response) {
  const errors: unknown[] = [];
  let count = 0;
  const live = await openMember({
    password,
    meddle: (reply) => (numbers.includes(count++) ? spoil(reply) : reply),
    watch: (thing) => thing instanceof Error && errors.push(thing),
  });
  return { live: await live.toEnd(), errors };
}

const body =
  (text: string, status = 200) =>
  () =>
    new Response(text, { status, headers: { 'content-type': 'application/json' } });

/** The lifecycle continues and connects. Every error is an error of the machine itself. */
function expectSurvived({
  live,
  errors,
}: {
  live: EndToEndMember;
  errors: readonly unknown[];
}): void {
  expect(outcomeOf(live)).toBe('connected');
  expectBankAgrees(live);
  for (const error of errors) expect(error).toBeInstanceOf(MxError);
}

describe('MX sends', () => {
  beforeEach(stopTime);
  afterEach(releaseTime);

  const deep = '['.repeat(50_000) + ']'.repeat(50_000);
  const huge = JSON.stringify({ member: { connection_status: 'x'.repeat(9 * 2 ** 20) } });

  test.each([
    ['nothing', ''],
    ['a page', '<html>Bad Gateway</html>'],
    ['half a body', '{"member":{"connection_status":"CONN'],
    ['null', 'null'],
    ['a list', '[{"member":{}}]'],
    ['an empty object', '{}'],
    ['a member that is not an object', '{"member":"CONNECTED"}'],
    ['no status', '{"member":{"is_being_aggregated":false}}'],
    ['a status that is a number', '{"member":{"connection_status":6}}'],
    ['a flag that is a text', '{"member":{"connection_status":null,"is_being_aggregated":"no"}}'],
    ['a list with null', '{"member":{"connection_status":"CHALLENGED","challenges":[null]}}'],
    [
      'a guid that is not a text',
      '{"member":{"connection_status":"CHALLENGED","challenges":[{}]}}',
    ],
    ['a prototype', '{"__proto__":{"member":{"connection_status":"CONNECTED"}}}'],
    ['brackets that never close', deep],
    ['nine megabytes', huge],
  ])(
    'after a reply of %s each call fails with an MxError, and the lifecycle goes on',
    async (_what, text) => {
      const { live, errors } = await spoiled([0, 1, 4, 7], body(text));
      expectSurvived({ live, errors });
      expect(errors).toMatchObject(Array(errors.length).fill({ code: 'malformed' }));
      expect(errors.length).toBeGreaterThan(0);
      // No error quotes a body, whatever its format.
      if (text.length > 2) expect(inspect(errors, { depth: Infinity })).not.toContain(text);
    },
  );

  test('an unknown status is shown in the view, and polling continues', async () => {
    const live = await openMember({ password, simulator: { faults: [parseFault(NEWS)] } });
    await live.begin();
    await live.run(3_000);
    expect(live.view).toMatchObject({ busy: true, status: { name: 'BRAND_NEW', known: false } });
    expect(outcomeOf(await live.toEnd())).toBe('connected');
  });
});

describe('an input of the host with', () => {
  beforeEach(stopTime);
  afterEach(releaseTime);

  const nobody = { userGuid: 'USR-0', memberGuid: 'MBR-0' };

  test.each<[string, Omit<Setting, 'password'>, string, number]>([
    ['a member that MX does not know', { input: { member: nobody } }, 'notFound', 2],
    ['a path as a guid', { input: { member: { ...nobody, memberGuid: '../..' } } }, 'notFound', 2],
    ['dots as a guid', { input: { member: { ...nobody, memberGuid: '..' } } }, 'refused', 0],
    ['another key', { mx: { apiKey: 'another' } }, 'unauthorized', 1],
  ])(
    '%s fails with a reason, after a second poll for a 404',
    async (_what, setting, end, requests) => {
      const live = await (await openMember({ password, ...setting })).toEnd();
      expect(outcomeOf(live)).toBe(end);
      expect(live.sent).toHaveLength(requests);
      expect(live.truth.received.starts).toEqual([]);
    },
  );
});

/** In virtual time, which starts again for each case. */
const property = <T>(values: fc.Arbitrary<T>, check: (value: T) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(values, async (value) => {
      stopTime();
      try {
        await check(value);
      } finally {
        releaseTime();
      }
    }),
    { numRuns: runCount(100) },
  );

test('the lifecycle connects after any JSON in any reply', async () => {
  const field = fc.constantFrom('connection_status', 'is_being_aggregated', 'challenges', 'guid');
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.dictionary(field, fc.jsonValue()).map((member) => JSON.stringify({ member })),
  );
  const numbers = fc.uniqueArray(fc.nat(9), { maxLength: 3 });
  await property(fc.record({ text, numbers }), async ({ text, numbers }) => {
    expectSurvived(await spoiled(numbers, body(text)));
  });
});

test('malformed answers of a host are never sent, and the question stays open', async () => {
  await property(fc.anything(), async (answers) => {
    const live = await openMember({ password, user: () => null });
    await live.begin();
    await live.run(10_000);
    live.actor.send({ type: 'challenge.answer', answers: answers as never, prompt: 1 });
    await live.run(1_000);
    expect(live.view).toMatchObject({ needs: 'answers', problems: [{}] });
    expect(live.sent).not.toContain('PUT resume');
    live.replaceUser(goodUser());
    await live.run(60_000);
    expect(outcomeOf(live)).toBe('connected');
  });
});
