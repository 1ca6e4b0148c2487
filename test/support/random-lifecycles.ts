import { type Answer, type Challenge, STATUSES } from '@mx-member/machine';
import type { FaultRule } from '@mx-member/simulator';
import fc from 'fast-check';
import { answerAll, goodUser, type User } from './end-to-end-member.ts';

/** Random lifecycles: what the bank does, what goes wrong, what the user does, and when the process crashes. */

/** A wrong answer that a search for secrets cannot miss. */
export const SECRET = 'SECRET-ANSWER';

const question = fc.constantFrom('text', 'options', 'token', 'image', 'image_options');
const round = fc.array(question, { minLength: 1, maxLength: 3 }).map((kinds) => kinds.join('+'));
const status = fc.constantFrom(...Object.keys(STATUSES).filter((name) => name !== 'CHALLENGED'));
/** What the bank does: questions, sometimes several at once, statuses in between, and an end. */
export const password = fc
  .record({
    steps: fc.array(fc.oneof({ weight: 3, arbitrary: round }, { weight: 1, arbitrary: status }), {
      maxLength: 4,
    }),
    end: fc.oneof(fc.constant('CONNECTED'), status),
  })
  .map(({ steps, end }) => `simulate:${[...steps, end].join(',')}`);

const when = fc.constantFrom('before', 'after');
const of = <Kind extends FaultRule['fault']['kind']>(...kinds: readonly Kind[]) =>
  fc.constantFrom(...kinds);
const fault = fc.oneof(
  fc.record({ kind: of('drop'), when }),
  fc.record({ kind: of('delay'), ms: fc.constantFrom(900, 9_000, 12_000, 60_000), when }),
  fc.record({ kind: of('status'), status: fc.constantFrom(500, 503, 409, 405, 400), when }),
  fc.record({ kind: of('status'), status: fc.constant(429), retryAfter: fc.nat(90) }),
  fc.record({ kind: of('malformed', 'truncated', 'stale', 'integerTypes') }),
  fc.record({
    kind: of('omit'),
    fields: fc.subarray(['is_being_aggregated', 'challenges', 'connection_status', 'guid']),
  }),
  fc.record({
    kind: of('add'),
    fields: fc.constantFrom({ self: {} }, { connection_status: 'NEW' }, { challenges: 1 }),
  }),
) as fc.Arbitrary<FaultRule['fault']>;
const faults: fc.Arbitrary<FaultRule[]> = fc.array(
  fc.record({
    on: fc.constantFrom('start', 'status', 'readMember', 'challenges', 'resume', '*'),
    after: fc.nat(6),
    times: fc.integer({ min: 1, max: 5 }),
    fault,
  }),
  { maxLength: 6 },
);

/** What the user does at one view of the questions. The answer `again` leads to another question. */
const deed = fc.record({
  does: fc.constantFrom('right', 'right', 'wrong', 'nonsense', 'again', 'old', 'twice', 'nothing'),
  after: fc.constantFrom(0, 1_000, 5_000, 30_000, 700_000),
});
type Lifecycle = typeof randomLifecycle extends fc.Arbitrary<infer T> ? T : never;

/** The process crashes after this time, and again after each further time, in ms. */
export const crashes = fc.array(fc.integer({ min: 0, max: 15_000 }), { maxLength: 8 });

/** A lifecycle. Times are in ms. */
export const randomLifecycle = fc.record({
  password,
  before: fc.constantFrom(undefined, 'correct', 'UNAUTHORIZED', 'LOCKED'),
  otherJob: fc.boolean(),
  version: fc.constantFrom('v20111101', 'v20250224'),
  bank: fc.record({
    step: fc.constantFrom(0, 800, 3_000, 20_000),
    wrongAnswer: fc.constantFrom('REJECTED', 'CHALLENGED'),
    statusWhileRunning: fc.constantFrom('previous', 'CREATED', 'UPDATED'),
    refusedAnswers: fc.constantFrom(400, 422),
    integerTypes: fc.boolean(),
  }),
  faults,
  deeds: fc.array(deed, { maxLength: 8 }),
  crashes,
});

function wrong({ guid, options }: Challenge): Answer {
  const other = options.find(({ value }) => value !== 'correct');
  return { guid, value: other?.value ?? SECRET };
}

/** A user who does these things in order, and then answers correctly. */
export function userOf(deeds: Lifecycle['deeds']): User {
  const left = [...deeds];
  const good = goodUser();
  let first: readonly Answer[] = [];
  return (questions) => {
    const next = left.shift();
    if (!next) return good(questions);
    if (first.length === 0) first = answerAll(questions, SECRET);
    const { does, after } = next;
    switch (does) {
      case 'nothing':
        return null;
      case 'wrong':
        return { after, answers: questions.map(wrong) };
      case 'nonsense':
        return { after, answers: answerAll(questions, SECRET) };
      case 'again':
        return { after, answers: answerAll(questions, 'challenge') };
      case 'old':
        return { after, answers: first };
      default:
        return { after, answers: answerAll(questions, 'correct'), twice: does === 'twice' };
    }
  };
}
