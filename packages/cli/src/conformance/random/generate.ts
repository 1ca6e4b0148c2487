import type { Answer, Deadlines, FaultCode, Job, Reading } from '@mx-member/machine';
import type { Progress } from '@mx-member/machine/step';
import type { Feature } from '../features.ts';
import { type Damage, damageToEvent, damageToRecord } from './damage.ts';
import { QUESTION_NAMES, questionOf } from './questions.ts';
import type { RandomSource } from './seeded.ts';

/** A reading without its time; `took` is in ms. */
type Given = Omit<Reading, 'at'> & { readonly took?: number };

/** What the step of a member is made from. Some of it is known only when it happens: the time, the call that is open, the questions. */
export type RandomEvent =
  | { readonly is: 'done'; readonly reading: Given; readonly passed: number; readonly back: number }
  | {
      readonly is: 'error';
      readonly code: FaultCode;
      readonly retryAfter?: number;
      readonly passed: number;
      readonly back: number;
    }
  /** All open questions are answered with this text. */
  | { readonly is: 'answerAll'; readonly value: string; readonly late: number }
  | { readonly is: 'answer'; readonly answers: readonly Answer[]; readonly late: number }
  | { readonly is: 'elapsed'; readonly back: number }
  | { readonly is: 'hint' }
  | { readonly is: 'cancel' };

/** What happens to a member, or around it. */
export type Occurrence =
  | RandomEvent
  | { readonly is: 'recover' }
  /** Nothing happens for so long, in ms. */
  | { readonly is: 'time'; readonly passes: number }
  /** A host goes on from the record of so many steps before. */
  | { readonly is: 'back'; readonly steps: number }
  /** A new attempt after the record, whether or not it has ended. */
  | { readonly is: 'again' }
  /** The same program begins another member. */
  | { readonly is: 'another' }
  /** A step, or `recover`, from a record with something wrong in it. */
  | { readonly is: 'damaged'; readonly damage: Damage; readonly recovers: boolean }
  /** An event with something wrong in it. */
  | { readonly is: 'malformed'; readonly of: RandomEvent; readonly damage: Damage };

/** One lifecycle: its input, and everything that happens. */
export interface RandomLife {
  readonly input: Readonly<Record<string, unknown>>;
  /** Whether a new attempt is made after each that has ended. */
  readonly isRenewed: boolean;
  readonly happenings: readonly Occurrence[];
}

const MOMENTS: readonly [string | null, ...(string | null)[]] = [
  null,
  null,
  '2026-01-01T00:00:00Z',
  '2026-01-02T00:00:00Z',
  '2026-01-03T00:00:00Z',
  // The same moments in other formats, one with a fraction of a second, and one without a time zone.
  '2026-01-02T01:00:00+01:00',
  '2026-01-03T01:00:00+0100',
  '2026-01-02T00:00:00.900Z',
  '2026-01-02T09:00:00',
];
const RUNNING = ['CREATED', 'UPDATED', 'RESUMED', 'RECONNECTED', 'DELAYED', null] as const;
const FAILED = ['DENIED', 'EXPIRED', 'IMPAIRED', 'LOCKED', 'DEGRADED', 'IMPORTED'] as const;
const STATUSES = [...RUNNING, ...FAILED, 'CONNECTED', 'PENDING', 'BEWILDERED'] as const;
const PASSING: readonly [FaultCode, ...FaultCode[]] = [
  ...(['unreachable', 'rateLimited', 'conflict', 'malformed', 'unexpected', 'badReturn'] as const),
  ...(['notFound', 'lost', 'notSent', 'signedOut', 'unreachable', 'rateLimited'] as const),
];
const FATAL: readonly [FaultCode, ...FaultCode[]] = [
  ...(['badRequest', 'notAllowed', 'badRequest', 'notAllowed', 'unauthorized'] as const),
  'institutionPrevented',
];
const JOBS: readonly [Job | null, ...(Job | null)[]] = [
  'aggregate',
  'aggregate',
  'verify',
  null,
  null,
];
const VALUES = ['x', 'x', '1', 'Red', 'OPT-1', ' ', '', ' 1 ', ' Red ', '\v'] as const;

/** Sometimes two questions have one guid. */
const questionsOf = (random: RandomSource): Given['challenges'] =>
  Array.from({ length: random.pick([0, 1, 1, 1, 1, 2, 3]) }, () =>
    questionOf(random.pick(QUESTION_NAMES)),
  );

/** Time stamps of a member as MX sends them, or some at random. */
const stampsOf = (random: RandomSource): Partial<Given> => ({
  ...(random.below(4) > 0 && { aggregatedAt: random.pick(MOMENTS) }),
  ...(random.below(3) > 0 && { successfullyAggregatedAt: random.pick(MOMENTS) }),
});

/** How MX sends the flag in one lifecycle: usually, seldom or never. */
type Flags = readonly [boolean | null, ...(boolean | null)[]];
const FLAGS: readonly [Flags, ...Flags[]] = [
  [true, true, false, false, null],
  [true, true, false, false, null],
  [null, null, null, true, false],
  [null],
];

const PROGRESS = [
  'loggingIn',
  'loggedIn',
  'accounts',
  'transactions',
] as const satisfies readonly Progress[];

function readingOf(random: RandomSource, flags: Flags): Given {
  const kind = random.below(10);
  const flag = random.pick(flags);
  const took = random.pick([0, 0, 0, 150, 4_000, 61_000]);
  const status = kind < 4 ? 'CHALLENGED' : kind < 6 ? 'CONNECTED' : random.pick(STATUSES);
  return {
    connectionStatus: status,
    isBeingAggregated:
      status === 'CHALLENGED' && flag !== null && random.below(4) > 0 ? true : flag,
    challenges: status === 'CHALLENGED' ? questionsOf(random) : [],
    ...stampsOf(random),
    ...(random.once(6) && { errorCode: random.pick([1000, 1002, 2005, 9999]) }),
    ...(random.once(12) && { needsUpdatedCredentials: true }),
    ...(random.once(3) && { progress: random.pick(PROGRESS) }),
    ...(random.once(4) && { jobGuid: random.pick(['JOB-1', 'JOB-1', 'JOB-2']) }),
    ...(random.once(8) && { message: random.pick(MESSAGES) }),
    ...(took > 0 && { took }),
  };
}

/** How long a call takes beyond `took`, in ms. A timer fires 10 ms after the time of a rule, and the clock can be set back. */
function passedOf(random: RandomSource): number {
  if (random.once(30)) return random.pick([200_000, 1_000_000, 3_000_000, -3_600_000]);
  return random.pick([0, 0, 1_000, 3_000, 20_000, -11, -10, -9]);
}

/** After a hint the same result comes again: as long after the first one as a rule asks for, a little less or more, in ms. */
const AGAIN_AFTER = [2_999, 3_000, 3_001, 8_999, 9_000, 59_999, 60_000] as const;

const backOf = (random: RandomSource): number => (random.once(25) ? 1 + random.below(3) : 0);

function answersOf(random: RandomSource, features: ReadonlySet<Feature>): readonly Answer[] {
  return Array.from({ length: random.below(4) }, () => {
    const guid = random.pick(['A', 'A', 'B', 'C', 'Z']);
    return features.has('sealed') && random.once(3)
      ? { guid, sealed: random.pick(['SEALED', ' ']) }
      : { guid, value: random.pick(VALUES) };
  });
}

/** What is wrong, or happens to another record. */
function disorder(random: RandomSource, features: ReadonlySet<Feature>, flags: Flags): Occurrence {
  switch (random.below(6)) {
    case 0:
      return { is: 'time', passes: random.pick([1, 999, 3_000, 60_000, 400_000]) };
    case 1:
      return { is: 'back', steps: 1 + random.below(4) };
    case 2:
      return features.has('after') ? { is: 'again' } : { is: 'another' };
    case 3:
      return { is: 'another' };
    case 4: {
      const recovers = features.has('recover') && random.once(2);
      return { is: 'damaged', damage: damageToRecord(random), recovers };
    }
    default:
      return {
        is: 'malformed',
        of: happeningOf(random, features, flags),
        damage: damageToEvent(random),
      };
  }
}

function occurrenceOf(
  random: RandomSource,
  features: ReadonlySet<Feature>,
  flags: Flags,
): Occurrence {
  if (random.once(8)) return disorder(random, features, flags);
  if (features.has('recover') && random.once(40)) return { is: 'recover' };
  return happeningOf(random, features, flags);
}

function happeningOf(
  random: RandomSource,
  features: ReadonlySet<Feature>,
  flags: Flags,
): RandomEvent {
  const kind = random.below(40);
  const passed = passedOf(random);
  const back = backOf(random);
  if (kind < 20) return { is: 'done', reading: readingOf(random, flags), passed, back };
  if (kind < 25) {
    const code = random.pick(random.once(6) ? FATAL : PASSING);
    const retryAfter = random.pick([0, 0, 45_000, 10 ** 8]);
    return { is: 'error', code, ...(retryAfter > 0 && { retryAfter }), passed, back };
  }
  const late = random.once(8) ? 1 : 0;
  if (kind < 32) return { is: 'answerAll', value: random.pick(VALUES), late };
  if (kind < 34) return { is: 'answer', answers: answersOf(random, features), late };
  if (kind < 36) return { is: 'elapsed', back };
  if (kind < 38) return { is: 'hint' };
  return random.once(12) ? { is: 'cancel' } : { is: 'hint' };
}

/** Part of an input, or nothing. */
const sometimes = (random: RandomSource, part: object): object => (random.once(2) ? part : {});

const ACTS = ['credentials', 'creation', 'return', 'elsewhere', 'checked'] as const;
/** Just before the beginning, hours before it, after it: the clock of the caller can be another one. */
const ACTED_AT = [999_000, 1_000_000, 99_999, 100_000, -10_000_000, 1_900_001, 5_000_000] as const;
const LOOKED_AT = [1_000_000, 1_000_000, 994_000, 900_000] as const;

const actOf = (random: RandomSource): object => ({
  type: random.pick(ACTS),
  before: random.once(2) ? shownOf(random) : null,
  reply: random.once(2) ? shownOf(random) : null,
  at: random.pick(ACTED_AT),
});

/** A member as a caller knows it, who may have kept only a part of it. */
const shownOf = (random: RandomSource): object => ({
  ...(random.below(4) > 0 && { connectionStatus: random.pick(STATUSES) }),
  ...(random.below(4) > 0 && { isBeingAggregated: random.pick([true, false, null]) }),
  ...stampsOf(random),
  ...(random.once(3) && { errorCode: random.pick([1000, 2005]) }),
});

/** Limits of minutes, and limits of a few seconds, in ms. */
const DEADLINES: readonly [Partial<Deadlines>, ...Partial<Deadlines>[]] = [
  { busy: 60_000, needsUser: 120_000, catchUp: 10_000 },
  { busy: 4_000, needsUser: 6_000, unreachable: 5_000 },
  { busy: 1_000, needsUser: 1_000, unreachable: 1_000, catchUp: 2_000 },
];

function inputOf(random: RandomSource, features: ReadonlySet<Feature>) {
  const memberGuid = random.pick(['MBR-1', 'MBR-2', 'Ä-2', '𝄞']);
  return {
    member: { userGuid: 'USR-1', memberGuid },
    job: random.pick(JOBS),
    ...sometimes(random, { pacing: { spread: 0 } }),
    ...(random.once(5) && { pacing: { busy: 1_000, busyMost: 2_000, needsUserMost: 15_000 } }),
    ...(random.once(3) && { deadlines: random.pick(DEADLINES) }),
    ...(features.has('oauth') && sometimes(random, { oauth: true })),
    ...sometimes(random, { answerWith: random.pick(['value', 'guid', 'label']) }),
    ...sometimes(random, { act: actOf(random) }),
    ...(random.once(4) && {
      look: { ...readingOf(random, random.pick(FLAGS)), at: random.pick(LOOKED_AT) },
    }),
  };
}

const MESSAGES = ['One moment.', 'Almost there.'] as const;

/** The last reading again, as MX often shows it: perhaps with another sentence, or its questions in another order. */
function again(random: RandomSource, last: Given): Given {
  const changed = random.below(8);
  if (changed === 0) return { ...last, message: random.pick(MESSAGES) };
  return changed === 1 ? { ...last, challenges: last.challenges.toReversed() } : last;
}

/** Sometimes a hint follows, and the same result comes again. */
const repeated = (
  random: RandomSource,
  one: Extract<RandomEvent, { readonly passed: number }>,
): readonly Occurrence[] =>
  random.once(6)
    ? [one, { is: 'hint' }, { ...one, passed: random.pick(AGAIN_AFTER), back: 0 }]
    : [one];

/** Everything that happens, in order. */
function happeningsOf(random: RandomSource, features: ReadonlySet<Feature>): readonly Occurrence[] {
  const flags = random.pick(FLAGS);
  let last: Given | null = null;
  return Array.from({ length: 5 + random.below(60) }, () => {
    const happening = occurrenceOf(random, features, flags);
    if (happening.is === 'error') return repeated(random, happening);
    if (happening.is !== 'done') return [happening];
    const reading: Given = last && random.below(5) < 2 ? again(random, last) : happening.reading;
    last = reading;
    return repeated(random, { ...happening, reading });
  }).flat();
}

/** A random lifecycle. It uses only the `features` that the implementation supports. */
export const randomLife = (random: RandomSource, features: ReadonlySet<Feature>): RandomLife => ({
  input: inputOf(random, features),
  isRenewed: features.has('after') && random.once(2),
  happenings: happeningsOf(random, features),
});
