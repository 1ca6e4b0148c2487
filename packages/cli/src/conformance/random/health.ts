import { ERROR_CODES, STATUSES } from '@mx-member/machine';
import type { ConnectionHealth, HealthRules, MemberPage } from '@mx-member/machine/health';
import { differences, truncateDifferences } from '../differences.ts';
import { Broken, type SubjectRequest } from '../subject.ts';
import { AT, printHealth, printPage, USUAL_PAGE } from '../text/health.ts';
import type { Pair } from './live.ts';
import type { RandomSource } from './seeded.ts';

/** Compares health on random pages. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const NAMES: readonly (string | null)[] = Object.keys(STATUSES).map((name) =>
  name === 'null' ? null : name,
);
const CODES = Object.keys(ERROR_CODES).map(Number);

/** Ages at which a rule changes, in ms. */
const AGES = [0, 1, 3, 5, 12, 13, 24, 30, 48, 60, 72, -2].map((hours) => hours * HOUR) as [
  number,
  ...number[],
];

const isoBefore = (ms: number): string => new Date(AT - ms).toISOString();

/** A moment of a page; `undefined` for an absent one. */
function momentOf(random: RandomSource): string | null | undefined {
  switch (random.below(12)) {
    case 0:
      return null;
    case 1:
      return undefined;
    case 2:
      return random.pick(['yesterday', '2026-03-01T08:00:00', '', '2026-02-30']);
    case 3:
      return random.pick([
        '2026-03-01T08:00:00+02:00',
        '2026-02-27T12:00Z',
        '2026-03-01T08:00:00.1234567Z',
      ]);
    default:
      return isoBefore(random.pick(AGES) + random.pick([0, 0, 0, 1, -1, MINUTE]));
  }
}

const LIMITS: readonly [
  readonly [keyof HealthRules, number],
  ...(readonly [keyof HealthRules, number])[],
] = [
  ['overdueAfter', 12 * HOUR],
  ['overdueAfter', 72 * HOUR],
  ['upToDateFor', 5 * HOUR],
  ['stuckAfter', 5 * HOUR],
  ['stuckAfter', 60 * HOUR],
  ['throttle', 0],
  ['lookAfterSuccess', 0],
  ['lookEvery', 72 * HOUR],
  ['lookEvery', MINUTE],
];

/** A page with its limits. */
interface Given {
  readonly page: MemberPage | null;
  readonly rules: Partial<HealthRules>;
}

const defined = <Fields extends object>(fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;

function givenOf(random: RandomSource): Given {
  const rules = random.once(3)
    ? Object.fromEntries([random.pick(LIMITS), random.pick(LIMITS)])
    : {};
  if (random.once(200)) return { page: null, rules };
  const status = random.below(NAMES.length + 4);
  const reading = {
    connectionStatus:
      status < NAMES.length
        ? (NAMES[status] ?? null)
        : random.pick(['CONNECTED', 'CONNECTED', 'BEWILDERED', 'null']),
    isBeingAggregated: random.pick([true, false, false, null]),
    challenges: [],
    aggregatedAt: momentOf(random),
    successfullyAggregatedAt: momentOf(random),
    errorCode: random.once(3) ? random.pick([4_000, ...CODES]) : undefined,
    needsUpdatedCredentials: random.pick([undefined, undefined, undefined, false, true]),
  };
  return {
    page: {
      // A field that is absent is not there at all, as in JSON.
      reading: defined(reading) as MemberPage['reading'],
      isOauth: random.once(3),
      backgroundAggregationIsDisabled: random.once(3),
      isManual: random.once(20),
      isManagedByUser: !random.once(20),
      ...(random.once(10) && { userIsDisabled: random.once(2) }),
      ...(random.once(4) && { institutionIsOperational: random.once(2) }),
      ...(random.once(4) && { institutionSupportsOauth: random.once(2) }),
    },
    rules,
  };
}

/** A page on which both differ. */
export interface HealthMismatch {
  readonly given: Given;
  readonly health: ConnectionHealth;
  readonly differences: ReturnType<typeof truncateDifferences>['differences'];
  readonly broken: string | null;
}

async function compare(given: Given, { reference, subject }: Pair): Promise<HealthMismatch | null> {
  const request: SubjectRequest = {
    do: 'health',
    page: given.page,
    at: AT,
    ...(Object.keys(given.rules).length > 0 && { rules: given.rules }),
  };
  const ours = reference(request);
  if (!('health' in ours)) throw new TypeError('The machine has refused a page.');
  const health = ours.health as unknown as ConnectionHealth;
  try {
    const theirs = await subject.ask(request);
    const got = 'health' in theirs ? theirs.health : theirs;
    const found = differences(health, got, 'health');
    return found.length === 0
      ? null
      : { given, health, ...truncateDifferences(found), broken: null };
  } catch (error) {
    if (error instanceof Broken) return { given, health, differences: [], broken: error.message };
    throw error;
  }
}

/** The rule of the machine and the first place that differs. The same bug gives the same two again. */
export const kindOfHealth = ({ health, differences: [first], broken }: HealthMismatch): string =>
  `${health.rule} ${broken ?? first?.path}`;

/** The object with the usual value in one field, or without it, where that is another object. */
function* moreUsual<Whole extends object>(whole: Whole, usual: object): Generator<Whole> {
  const before = JSON.stringify(whole);
  for (const key of new Set([...Object.keys(whole), ...Object.keys(usual)])) {
    const one = defined({ ...whole, [key]: (usual as Readonly<Record<string, unknown>>)[key] });
    if (JSON.stringify(one) !== before) yield one;
  }
}

function* simpler({ page, rules }: Given): Generator<Given> {
  for (const fewer of moreUsual(rules, {})) yield { page, rules: fewer };
  if (!page) return;
  const { reading, ...others } = page;
  const { reading: usualReading, ...usual } = USUAL_PAGE;
  for (const one of moreUsual(others, usual)) yield { page: { reading, ...one }, rules };
  for (const one of moreUsual(reading, usualReading))
    yield { page: { ...others, reading: one }, rules };
}

/** A page that shows the same difference, and that is usual in all other fields. */
async function shrink(found: HealthMismatch, pair: Pair): Promise<HealthMismatch> {
  for (const given of simpler(found.given)) {
    const again = await compare(given, pair);
    if (again && kindOfHealth(again) === kindOfHealth(found)) return shrink(again, pair);
  }
  return found;
}

/** The difference on one random page, made as simple as possible; `null` if there is none. */
export async function differenceOnPage(
  random: RandomSource,
  pair: Pair,
  isKnown: (kind: string) => boolean,
): Promise<HealthMismatch | null> {
  const found = await compare(givenOf(random), pair);
  return found && !isKnown(kindOfHealth(found)) ? shrink(found, pair) : null;
}

/** The page as a line of the text vectors, with what the machine says of it. */
export const healthText = (name: string, { given, health }: HealthMismatch): string =>
  `${name}: ${printPage(given.page, given.rules)} => ${printHealth(health, AT, given.page?.reading.connectionStatus ?? null)}`;

/** The page as a vector, for `--json`. */
export const healthVector = (id: string, { given, health }: HealthMismatch): object => ({
  id,
  ...given,
  at: AT,
  health,
});
