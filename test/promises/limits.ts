import { lagOf, type Plan, type Written } from '../world/plan.ts';
import { World } from '../world/world.ts';
import { loginsOf, startsIn } from './ledger.ts';
import { problemsOf, promisesIn } from './oracles.ts';

/**
 * What a drawn plan may break, because MX shows nothing that tells two cases apart. Each limit has a sentence in the known limits of
 * `docs/behaviour.md`. It explains a broken promise only if its facts are in the world, and if the same plan without its cause is right.
 */
export interface Limit {
  readonly name: string;
  /** The beginning of the sentence in the docs. */
  readonly says: string;
  readonly promises: readonly string[];
  /** Whether what has happened has the facts of the limit. */
  readonly fits: (world: World) => boolean;
  /** The plan without the cause. */
  readonly without: (plan: Plan) => Plan;
  /** A plan that is wrong today. When it is right, the limit goes. */
  readonly example: Written;
}

/** What has become of a plan. */
export interface Played {
  /** `null` if it threw. */
  readonly world: World | null;
  /** The numbers of the promises that are broken, or `thrown`. */
  readonly broken: readonly string[];
  readonly problems: readonly string[];
}

export async function played(plan: Plan): Promise<Played> {
  const [world, problems] = await World.play(plan).then(
    (one) => [one, problemsOf(one)] as const,
    (thrown: unknown) => [null, [`thrown: ${thrown}`]] as const,
  );
  return { world, problems, broken: promisesIn(problems) };
}

const withoutOther = (plan: Plan): Plan => ({ ...plan, other: null });
const withoutFaults = (plan: Plan, pattern: RegExp): Plan => ({
  ...plan,
  faults: plan.faults.filter((fault) => !pattern.test(fault)),
});
const withoutLag = (plan: Plan): Plan => ({ ...plan, lag: null });
const STALE = /:stale/;
const LATE_START = /^start:delay/;
const LOST_REPLY = /^(start|\*):(503|drop)-after/;
const LATE_ANSWER = /^resume:delay/;
const NO_STAMPS = /:omit=aggregated_at/;
const REFUSED_START = /^start:409/;

/** When the person was through the bank's page. */
const returnOf = ({ acts, endedAt, began }: World): number =>
  acts.find(({ what }) => what === 'authorize')?.at ?? endedAt ?? began;

/** Whether a reply before the end comes from a replica that is behind in such a way. */
const hasStale = (
  { mx, began, endedAt }: World,
  isSuch: (sent: World['mx']['sent'][number]) => boolean,
): boolean =>
  mx.sent.some(
    (sent) =>
      sent.isStale &&
      sent.at >= began &&
      sent.at <= (endedAt ?? Number.POSITIVE_INFINITY) &&
      isSuch(sent),
  );
const SECOND = 1_000;
/** Hosts that read the clock again within a lifecycle. */
const READ_IT_AGAIN: readonly string[] = ['actor', 'restate', 'restateOverHttp'];
/** Two polls confirm an end if they are so far apart, in ms. */
const CONFIRMED = 3_000;
/** By how much the times of a lifecycle differ at most, in ms. */
const clockDiffersBy = ({ plan: { clock, host }, restarts }: World): number =>
  Math.max(
    restarts.length > 0 ? Math.abs(clock.restart) : 0,
    ...(READ_IT_AGAIN.includes(host) ? clock.steps.map(({ by }) => Math.abs(by)) : []),
  );
const withRightClock = (plan: Plan): Plan => ({
  ...plan,
  clock: { steps: [], drift: 0, restart: 0 },
});
/** With an old CONNECTED after a start, the rules allow for a replica that is as far behind, in ms. */
const ALLOWED = 5_000;
/** For how long the rules take a reading for an old one, in ms. */
const IGNORED_FOR = 9_000;
/** Who starts later than this after a lock was shown has seen it, in ms. */
const SEEN_WITHIN = 60_000;

export const LIMITS: readonly Limit[] = [
  {
    name: 'at the bank’s page',
    says: 'With `oauth`, a job that another program begins',
    promises: ['1', '2'],
    fits: (world) =>
      world.isBankPage &&
      (world.elsewhere.some((at) => at < returnOf(world)) ||
        world.plan.faults.some((fault) => STALE.test(fault))),
    without: (plan) => withoutOther(withoutFaults(plan, STALE)),
    example: {
      login: 'bankPage',
      member: 'repair',
      other: { job: 'verify', at: 0, ends: 'CONNECTED' },
    },
  },
  {
    name: 'another program',
    says: 'MX does not name the program that began a job.',
    promises: ['1'],
    fits: (world) => {
      const { view, endedAt } = world;
      return (
        view?.outcome?.outcome === 'connected' &&
        loginsOf(world).some(
          (one) =>
            one.isElsewhere && one.endsAs === 'CONNECTED' && (one.endedAt ?? 0) <= (endedAt ?? 0),
        )
      );
    },
    without: withoutOther,
    example: {
      bank: { outage: 500 },
      member: 'repair',
      other: { job: 'identify', at: 3_000, ends: 'CONNECTED' },
    },
  },
  {
    name: 'mixed replica',
    says: 'A replica can be behind in some fields and not in others',
    promises: ['1', '2'],
    fits: (world) => hasStale(world, ({ isMixed }) => isMixed),
    without: withoutLag,
    example: {
      member: 'repair',
      lag: { act: { status: 8_000 }, end: {}, on: ['member'], every: 1 },
    },
  },
  {
    name: 'late replica',
    says: 'The rules allow for a replica that is',
    promises: ['1', '2'],
    fits: (world) => hasStale(world, ({ behind }) => behind + world.plan.bank.queue > ALLOWED),
    without: withoutLag,
    example: {
      bank: { queue: 5_000 },
      member: 'repair',
      lag: { act: lagOf(8_000), end: {}, on: ['status', 'member', 'reply'], every: 1 },
    },
  },
  {
    name: 'late start',
    says: 'If the reply to a start is lost, and MX begins the job more than 9 s later',
    promises: ['1', '2', '10'],
    fits: (world) =>
      loginsOf(world).some(
        ({ at, isElsewhere }) =>
          !isElsewhere &&
          startsIn(world.mx).some((one) => one.status === null && at - one.at > IGNORED_FOR),
      ),
    without: (plan) => withoutFaults(plan, LATE_START),
    example: { faults: ['start:delay=20000:1', 'start:delay=20000:1'], member: 'existing' },
  },
  {
    name: 'within a second',
    says: 'If the reply to a start is lost, and our job begins less than a second after another one',
    promises: ['2'],
    fits: (world) => {
      const logins = loginsOf(world);
      return logins.some(({ at, cause, isElsewhere }, index) => {
        const isNext = at - (logins[index - 1]?.at ?? Number.NEGATIVE_INFINITY) < SECOND;
        return isNext && !isElsewhere && cause?.status === null;
      });
    },
    without: (plan) => withoutFaults(plan, LOST_REPLY),
    example: {
      ...{ job: 'verify', bank: { step: 100 } },
      faults: ['*:429/5:1', 'start:drop-after:1'],
    },
  },
  {
    name: 'late answer',
    says: 'If the reply to answers is lost, and MX takes them more than 9 s later',
    promises: ['3'],
    fits: ({ mx, members }) =>
      mx.sent.some(
        ({ at, status, answered }) =>
          status === null &&
          members.some(({ received }) =>
            received.answers.some(
              (one) => answered.includes(one.challenge) && one.at - at > IGNORED_FOR,
            ),
          ),
      ),
    without: (plan) => withoutFaults(plan, LATE_ANSWER),
    example: {
      ...{ asks: 'text', bank: { ends: 'IMPEDED' }, faults: ['resume:delay=20000:1'] },
      person: { readsFor: 30_000 },
      options: { pacing: { first: 3_000 } },
    },
  },
  {
    name: 'another clock',
    says: 'Confirmation uses time stamps.',
    promises: ['1'],
    fits: (world) => clockDiffersBy(world) >= CONFIRMED,
    without: withRightClock,
    example: {
      ...{ host: 'restate', job: 'fetch_statements', faults: ['start:drop-before:1'] },
      bank: { step: 20_000, queue: 1_500, outage: 10_000 },
      clock: { steps: [{ call: 17, when: 'within', by: 61_000 }] },
      options: { deadlines: { busy: 60_000 } },
    },
  },
  {
    name: 'no time stamps',
    says: 'If readings have no `aggregated_at`',
    promises: ['1', '2'],
    fits: ({ plan }) => plan.faults.some((fault) => NO_STAMPS.test(fault)),
    without: (plan) => withoutFaults(plan, NO_STAMPS),
    example: {
      ...{ host: 'page', login: 'bankPage' },
      faults: [
        'status:404:1',
        'status:omit=aggregated_at+successfully_aggregated_at',
        'status:omit=is_being_aggregated:2',
      ],
    },
  },
  {
    name: 'refused without a job',
    says: 'If MX refuses a start with 409 although no job runs',
    promises: ['1'],
    fits: ({ view, plan }) =>
      view?.outcome?.outcome === 'failed' &&
      view.outcome.start === 'otherJob' &&
      plan.faults.some((fault) => REFUSED_START.test(fault)),
    without: (plan) => withoutFaults(plan, REFUSED_START),
    example: { bank: { before: 'text' }, faults: ['start:409:1'], member: 'existing' },
  },
  {
    name: 'page that sleeps',
    says: 'A relay does not know when somebody asked for a start.',
    promises: ['2', '10'],
    fits: (world) => {
      const { plan, restarts } = world;
      const hasSlept = plan.host === 'page' && restarts.length > 0 && plan.downFor > SEEN_WITHIN;
      return hasSlept && hasStale(world, ({ isMixed }) => isMixed);
    },
    without: withoutLag,
    example: {
      ...{ host: 'page', member: 'repair', wrong: 2, person: { insists: true } },
      other: { job: 'aggregate', at: 15_000, ends: 'LOCKED' },
      lag: {
        act: { status: 8_000, flag: 8_000 },
        end: {},
        on: ['status', 'member', 'reply'],
        every: 1,
      },
      ...{ deaths: ['after POST status 5', 'after POST status 4'], downFor: 3_600_000 },
    },
  },
  {
    name: 'yesterday',
    says: 'If `before` of an act is older than the last job',
    promises: ['1'],
    fits: ({ view, plan, starts }) =>
      plan.says === 'yesterday' && view?.outcome !== null && starts.length === 0,
    without: (plan) => ({ ...plan, says: 'usual' }),
    example: {
      bank: { before: 'CONNECTED/1001' },
      member: 'existing',
      says: 'yesterday',
      faults: ['readMember:omit=error:2'],
    },
  },
];

/** The limits that explain what a plan has broken, each by a cause of its own. `null` if they do not. @param play Plays a plan. */
export async function limitsOf(
  { world, broken }: Played,
  play: (plan: Plan) => Promise<Played>,
): Promise<readonly Limit[] | null> {
  if (broken.length === 0) return [];
  if (!world) return null;
  for (const limit of LIMITS) {
    if (!broken.every((promise) => limit.promises.includes(promise)) || !limit.fits(world))
      continue;
    const rest = limit.without(world.plan);
    if (JSON.stringify(rest) === JSON.stringify(world.plan)) continue;
    const others = await limitsOf(await play(rest), play);
    if (others) return [limit, ...others];
  }
  return null;
}
