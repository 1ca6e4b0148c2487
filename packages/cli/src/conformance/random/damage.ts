import { isJsonObject } from '../differences.ts';
import type { RandomSource } from './seeded.ts';

/** Something wrong in a record or an event: another value at a path, or nothing there. */
export interface Damage {
  /** Names of fields, from the outermost. */
  readonly path: readonly [string, ...string[]];
  /** `undefined` takes the field away. */
  readonly value?: unknown;
}

/** A copy with another value at a path. Where the path leads to nothing it is the same. */
export function damaged<Whole>(whole: Whole, { path, value }: Damage): Whole {
  const copy = structuredClone(whole);
  const holder = path
    .slice(0, -1)
    .reduce<unknown>((inner, name) => (isJsonObject(inner) ? inner[name] : undefined), copy);
  const name = path.at(-1) ?? '';
  if (!isJsonObject(holder)) return copy;
  const fields = holder as Record<string, unknown>;
  if (value === undefined) delete fields[name];
  else fields[name] = value;
  return copy;
}

const VALUES: readonly [unknown, ...unknown[]] = [
  undefined,
  undefined,
  null,
  -1,
  'x',
  [],
  {},
  true,
];

const CONTEXT = [
  ...(['member', 'job', 'oauth', 'answerWith', 'pacing', 'deadlines', 'phase', 'since'] as const),
  ...([
    'lastStampAt',
    'observed',
    'reading',
    'baseline',
    'flagSeen',
    'evidence',
    'finding',
  ] as const),
  ...(['ignoredSince', 'pendingStart', 'awaiting', 'lastSubmit', 'round', 'prompt'] as const),
  ...([
    'challenges',
    'answeredGuids',
    'problems',
    'fault',
    'failures',
    'refusals',
    'hint',
  ] as const),
  ...(['turn', 'revision', 'verdict', 'route', 'surprise'] as const),
] as const;
const INNER = [
  ...(['member.userGuid', 'pacing.busy', 'deadlines.catchUp', 'observed.total'] as const),
  ...(['reading.at', 'reading.challenges', 'verdict.type', 'verdict.rule', 'fault.code'] as const),
  ...(['evidence.of', 'finding.from', 'baseline.aggregatedAt', 'reading.surprise'] as const),
] as const;

const PHASES = ['aggregating', 'challenged', 'authorizing', 'resumed'] as const;
const STATES = [
  ...([
    'connected',
    'failed',
    'aggregating.starting',
    'aggregating.queued',
    'challenged.waiting',
  ] as const),
  ...(['resumed.submitting', 'authorizing.reading', 'challenged.submitting'] as const),
] as const;
const VERDICTS = ['running', 'challenged', 'connected', 'failed', 'start'] as const;

/** Damage to a record. */
export function damageToRecord(random: RandomSource): Damage {
  switch (random.below(8)) {
    case 0:
      return { path: ['state'], value: random.pick(STATES) };
    case 1:
      return { path: ['context', 'phase'], value: random.pick(PHASES) };
    case 2:
      return { path: ['context', 'verdict', 'type'], value: random.pick(VERDICTS) };
    case 3:
      return {
        path: [random.pick(['schema', 'state', 'context', 'surprise'])],
        value: random.pick(VALUES),
      };
    case 4:
      return { path: ['context', ...random.pick(INNER).split('.')], value: random.pick(VALUES) };
    default:
      return { path: ['context', random.pick(CONTEXT)], value: random.pick(VALUES) };
  }
}

const EVENT = [
  ...(['type', 'call', 'turn', 'reading', 'fault', 'answers', 'prompt', 'surprise'] as const),
  ...(['reading.at', 'reading.challenges', 'reading.connectionStatus', 'reading.took'] as const),
  ...(['reading.errorCode', 'reading.isBeingAggregated', 'fault.code', 'fault.at'] as const),
  ...(['fault.retryAfter', 'reading.surprise'] as const),
] as const;

/** Damage to an event. */
export function damageToEvent(random: RandomSource): Damage {
  const [first = '', ...rest] = random.pick(EVENT).split('.');
  return { path: [first, ...rest], value: random.pick(VALUES) };
}
