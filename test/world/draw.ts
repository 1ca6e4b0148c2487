import { JOBS } from '@mx-member/machine/step';
import {
  isPossible,
  LAG_FIELDS,
  type Lag,
  type LagField,
  lagOf,
  type Plan,
  planOf,
  type Written,
} from './plan.ts';

/**
 * Draws plans. A seed first chooses which features are on at all, and then draws their values (swarm testing): a plan in which
 * everything happens at once hides what two things do together.
 */

type Draw = ReturnType<typeof random>;

/** Random numbers from a seed, by xorshift. @param name Another name gives other numbers. */
function random(seed: number, name = '') {
  const named = [...name].reduce(
    (hash, char) => Math.imul(hash ^ char.charCodeAt(0), 16_777_619),
    0,
  );
  let state = (Math.imul(seed + 1, 2_654_435_761) ^ 0x9e3779b9 ^ named) >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let warm = 0; warm < 8; warm += 1) next();
  const pick = <Value>(values: readonly Value[]): Value =>
    values[Math.floor(next() * values.length)] as Value;
  const some = <Value>(most: number, make: () => Value): Value[] =>
    Array.from({ length: 1 + Math.floor(next() * most) }, make);
  return { pick, some, below: (limit: number) => Math.floor(next() * limit) };
}

const FAULTS = [
  'status:503:1',
  'status:503:4',
  'status:malformed:1',
  'status:truncated:1',
  'status:delay=12000:2',
  'status:delay=45000:1',
  'status:404:1',
  'status:omit=challenges:1',
  'status:omit=is_being_aggregated:2',
  'status:omit=aggregated_at+successfully_aggregated_at',
  'status:stale:2',
  'status:drop-after:2',
  'readMember:stale:2',
  'readMember:503:2',
  'readMember:drop-before:1',
  'readMember:omit=error:2',
  'challenges:503:1',
  'resume:drop-after:1',
  'resume:drop-before:1',
  'resume:503:1',
  'resume:503-after:1',
  'resume:delay=20000:1',
  'resume:429/5:1',
  'start:drop-before:1',
  'start:drop-after:1',
  'start:503:1',
  'start:503-after:1',
  'start:429/5:1',
  'start:409:1',
  'start:delay=20000:1',
  'start:omit=is_being_aggregated:1',
  'start:omit=aggregated_at:1',
  'updateMember:drop-after:1',
  'updateMember:503:1',
  'updateMember:503-after:1',
  'updateMember:omit=error:1',
  'createMember:503:1',
  'createMember:429/5:1',
  '*:429/5:1',
  '*:429/30:2',
  '*:500:2',
  '*:drop-after:1',
  '*:delay=3000',
] as const; // prettier-ignore

const LAGS = [500, 1_500, 3_000, 8_000] as const;

function lag({ pick }: Draw): Lag {
  const about = pick(['act', 'end', 'both'] as const);
  const fields = (): Partial<Record<LagField, number>> => {
    const ms = pick(LAGS);
    if (pick([true, false])) return lagOf(ms);
    return Object.fromEntries(
      LAG_FIELDS.flatMap((field) => (pick([true, false]) ? [[field, ms]] : [])),
    );
  };
  return {
    act: about === 'end' ? {} : fields(),
    end: about === 'act' ? {} : fields(),
    on: pick([
      ['status', 'member'],
      ['status', 'member', 'reply'],
      ['status'],
      ['member'],
      ['reply'],
    ] as const),
    every: pick([1, 1, 1, 2, 3]),
  };
}

/** Each feature, and how its values are drawn. What is not drawn is as in `USUAL`. */
const FEATURES: Readonly<Record<string, (draw: Draw) => Written>> = {
  job: ({ pick }) => ({ job: pick(['none', ...JOBS]) }),
  bankPage: ({ pick }) => ({
    login: 'bankPage',
    starts: pick(['before', 'before', 'during', 'after']),
  }),
  member: ({ pick }) => ({
    member: pick(['existing', 'existing', 'conflict', 'repair', 'repair', 'again', 'lostReply']),
  }),
  reply: ({ pick }) => ({ reply: pick(['200', '201', '201 idle']) }),
  wrong: ({ pick }) => ({ wrong: pick([1, 1, 2]), isSameAgain: pick([true, false]) }),
  questions: ({ pick }) => ({
    asks: pick(['text', 'options,token']),
    answers: pick(['once', 'once', 'twice', 'wrongFirst', 'elsewhere', 'never']),
    bank: { wrongAnswer: pick(['REJECTED', 'CHALLENGED', 'same']) },
  }),
  webhooks: ({ pick }) => ({ webhooks: pick(['once', 'late']) }),
  version: () => ({ version: 'v20111101' }),
  says: ({ pick }) => ({ says: pick(['nothing', 'lost', 'yesterday']) }),
  person: ({ pick }) => ({
    person: {
      readsFor: pick([500, 4_000, 30_000]),
      atBankFor: pick([500, 5_000, 60_000]),
      away: pick([null, { from: 2_000, for: 30_000 }, { from: 500, for: 600_000 }]),
      secondTabAt: pick([null, 500, 3_000, 9_000]),
    },
  }),
  bank: ({ pick }) => ({
    bank: {
      step: pick([100, 1_000, 4_000, 20_000]),
      queue: pick([0, 0, 1_500, 5_000]),
      questionFor: pick([60_000, 600_000]),
      statusWhileRunning: pick(['previous', 'CREATED', 'UPDATED']),
      ends: pick(['', '', 'DEGRADED', 'LOCKED', 'FAILED', 'IMPEDED']),
    },
  }),
  before: ({ pick }) => ({
    bank: { before: pick(['text', 'DENIED/2005', 'DEGRADED', 'LOCKED', 'CONNECTED/1001']) },
  }),
  other: ({ pick }) => ({
    other: {
      job: pick(['aggregate', 'identify', 'verify']),
      at: pick([0, 500, 3_000, 9_000]),
      ends: pick(['CONNECTED', 'CONNECTED', 'DENIED', 'LOCKED']),
    },
  }),
  outage: ({ pick }) => ({ bank: { outage: pick([500, 3_000, 10_000]) } }),
  lag: (draw) => ({ lag: lag(draw) }),
  faults: ({ pick, some }) => ({ faults: some(3, () => pick(FAULTS)) }),
  clock: ({ pick, some, below }) => ({
    clock: {
      steps: some(2, () => ({
        call: below(20),
        when: pick(['before', 'within'] as const),
        by: pick([
          -3_600_000, -60_000, -5_000, -1_000, 1_000, 5_000, 59_000, 61_000, 3_600_000, 86_400_000,
        ]),
      })),
      drift: pick([0, 0, 1, -1, 200, -200]),
      restart: pick([0, -60_000, 5_000, 3_600_000]),
    },
  }),
  deaths: ({ pick, some, below }) => ({
    deaths: some(4, () => 1 + below(40)),
    downFor: pick([2_000, 2_000, 3_600_000]),
    person: { repeats: pick([true, false]) },
  }),
  options: ({ pick }) => ({
    options: pick([
      { pacing: { busy: 10_000 } },
      { pacing: { first: 3_000, spread: 0 } },
      { deadlines: { catchUp: 9_000 } },
      { deadlines: { busy: 60_000, needsUser: 120_000 } },
    ]),
  }),
};

/** Features that are on only in plans that ask for them. */
const HABITS: Readonly<Record<string, (draw: Draw) => Written>> = {
  /** Two to five processes die. */
  diesOften: ({ pick, some, below }) => {
    const dies = () => 1 + below(40);
    return {
      deaths: [dies(), ...some(4, dies)],
      downFor: pick([2_000, 2_000, 3_600_000]),
      person: { repeats: pick([true, false]) },
    };
  },
  /** A person who types wrong passwords, and what happens around them. */
  mistypes: ({ pick }) => ({
    wrong: pick([1, 2, 3, 3]),
    isSameAgain: pick([true, false]),
    member: pick(['new', 'existing', 'repair', 'repair', 'conflict']),
    person: {
      tabs: pick([1, 1, 2]),
      insists: pick([true, false]),
      partner: pick([0, 0, 2, 3]),
      readsFor: pick([500, 4_000, 60_000]),
    },
    other: pick([
      null,
      null,
      // It gives MX the right login first.
      { job: 'aggregate', at: 18_500, ends: 'REPAIRED' },
      { job: 'aggregate', at: 15_000, ends: 'LOCKED' },
      { job: 'aggregate', at: 15_000, ends: 'DENIED' },
    ] as const),
  }),
};

/** Features that are on in one of ten plans. Each draws from its own numbers, so that another one changes no plan without it. */
const RARE: Readonly<Record<string, Written>> = {
  widget: { member: 'widget', job: 'none', reply: '202' },
  webhooksTwice: { webhooks: 'twice' },
};

/** Whether the features of a list may be in a plan together, and are about something. */
function fits(plan: Plan): boolean {
  const exists =
    plan.member === 'existing' || plan.member === 'repair' || plan.member === 'conflict';
  const isOnPage = plan.login === 'bankPage';
  return (
    isPossible(plan) &&
    (plan.bank.before === null || (exists && !isOnPage)) &&
    (plan.other === null || (exists && !(plan.other.ends === 'REPAIRED' && isOnPage)))
  );
}

/** The plan of a seed. @param hosts One of them runs it. @param on Features that are on in any case. */
export function drawn(seed: number, hosts: readonly string[], on: readonly string[] = []): Plan {
  const draw = random(seed);
  const { pick, below } = draw;
  for (;;) {
    const share = pick([0.2, 0.35, 0.5]);
    let written: Plan = planOf({ host: pick(hosts) });
    for (const [name, make] of Object.entries(FEATURES))
      if (on.includes(name) || below(1_000) < 1_000 * share)
        written = planOf(merge(written, make(draw)));
    for (const name of on) {
      const habit = HABITS[name];
      if (habit) written = planOf(merge(written, habit(draw)));
    }
    if (fits(written)) return withRare(written, seed, on);
  }
}

function withRare(plan: Plan, seed: number, on: readonly string[]): Plan {
  let written = plan;
  for (const [name, change] of Object.entries(RARE)) {
    const next = planOf(merge(written, change));
    const isOn = on.includes(name) || random(seed, name).below(10) === 0;
    if (isOn && fits(next)) written = next;
  }
  return written;
}

/** A plan with more differences. */
const merge = (plan: Plan, more: Written): Written => ({
  ...plan,
  ...more,
  bank: { ...plan.bank, ...more.bank },
  person: { ...plan.person, ...more.person },
});
