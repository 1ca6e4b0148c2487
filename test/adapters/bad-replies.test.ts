import { inspect } from 'node:util';
import type { Mx } from '@mx-member/adapters/mx';
import { type CallOptions, MxError, memberView, type Reading } from '@mx-member/machine';
import { createMxSimulator } from '@mx-member/simulator';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { problemsOf } from '../promises/oracles.ts';
import { openActor } from '../support/fake-member.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { runCount } from '../support/run-count.ts';
import { mxOver } from '../support/simulated-mx.ts';
import { planOf } from '../world/plan.ts';
import { World } from '../world/world.ts';

/** A lifecycle goes on after replies that are not MX's, and says why it cannot begin. */

const PLAN = planOf({ member: 'existing', asks: 'options,token' });

/** A client that notes the errors of its calls. */
function noting(mx: Mx, errors: unknown[]): Mx {
  const noted =
    <Asked>(call: (asked: Asked, options?: CallOptions) => Promise<Reading>) =>
    (asked: Asked, options?: CallOptions) =>
      call(asked, options).catch((error: unknown) => {
        errors.push(error);
        throw error;
      });
  const { startJob, readStatus, submitAnswers } = mx;
  return {
    ...mx,
    startJob: noted(startJob),
    readStatus: noted(readStatus),
    submitAnswers: noted(submitAnswers),
  };
}

/** Plays a plan in which MX replies with this text to the requests with these numbers. @returns The errors of the calls. */
async function spoiled(numbers: readonly number[], text: string): Promise<readonly unknown[]> {
  const errors: unknown[] = [];
  let count = 0;
  const world = await World.play(PLAN, {
    mx: (mx) => noting(mx, errors),
    reply: (reply) =>
      numbers.includes(count++)
        ? new Response(text, { headers: { 'content-type': 'application/json' } })
        : reply,
  });
  expect(problemsOf(world)).toEqual([]);
  expect(world.view?.outcome).toMatchObject({ outcome: 'connected' });
  for (const error of errors) expect(error).toBeInstanceOf(MxError);
  return errors;
}

const DEEP = '['.repeat(50_000) + ']'.repeat(50_000);
const HUGE = JSON.stringify({ member: { connection_status: 'x'.repeat(9 * 2 ** 20) } });

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
  ['a guid that is not a text', '{"member":{"connection_status":"CHALLENGED","challenges":[{}]}}'],
  ['a prototype', '{"__proto__":{"member":{"connection_status":"CONNECTED"}}}'],
  ['brackets that never close', DEEP],
  ['nine megabytes', HUGE],
])(
  'after a reply of %s each call fails with an MxError, and the lifecycle goes on',
  async (_, text) => {
    const errors = await spoiled([0, 1, 4, 7], text);
    expect(errors).toMatchObject(Array(errors.length).fill({ code: 'malformed' }));
    expect(errors.length).toBeGreaterThan(0);
    // No error quotes a body, whatever its format.
    if (text.length > 2) expect(inspect(errors, { depth: Infinity })).not.toContain(text);
  },
);

test('the lifecycle connects after any JSON in any reply', async () => {
  const field = fc.constantFrom('connection_status', 'is_being_aggregated', 'challenges', 'guid');
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.dictionary(field, fc.jsonValue()).map((member) => JSON.stringify({ member })),
  );
  const numbers = fc.uniqueArray(fc.nat(9), { maxLength: 3 });
  const property = fc.asyncProperty(
    numbers,
    text,
    async (...spoil) => void (await spoiled(...spoil)),
  );
  await fc.assert(property, { numRuns: runCount(40) });
});

test('an unknown status is shown in the view, and polling continues', async () => {
  const faults = ['status:add=connection_status=BRAND_NEW:4'];
  const { views, view } = await World.play({ ...PLAN, faults });
  const unknown = views.find((one) => one.view.status?.known === false);
  expect(unknown?.view).toMatchObject({ busy: true, status: { name: 'BRAND_NEW' } });
  expect(view?.outcome).toMatchObject({ outcome: 'connected' });
});

describe('an input of the host with', () => {
  beforeEach(stopTime);
  afterEach(releaseTime);

  const nobody = { userGuid: 'USR-0', memberGuid: 'MBR-0' };

  test.each([
    ['a member that MX does not know', nobody, {}, 'notFound', 2],
    ['a path as a guid', { ...nobody, memberGuid: '../..' }, {}, 'notFound', 2],
    ['dots as a guid', { ...nobody, memberGuid: '..' }, {}, 'refused', 0],
    ['another key', nobody, { apiKey: 'another' }, 'unauthorized', 1],
  ])(
    '%s fails with a reason, after a second poll for a 404',
    async (_, member, options, end, requests) => {
      const { fetch } = createMxSimulator();
      const sent: Request[] = [];
      const mx = mxOver((request) => {
        sent.push(request);
        return fetch(request);
      }, options);
      const input = { member, job: 'aggregate' } as const;
      const actor = openActor(mx, { input, inspect: () => {} }).start();
      await pass(60_000);
      const { outcome } = memberView(actor.getSnapshot());
      expect(outcome).toMatchObject({ outcome: 'failed', reason: end });
      expect(sent).toHaveLength(requests);
    },
  );
});
