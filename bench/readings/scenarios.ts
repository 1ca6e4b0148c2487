/** One question of the bank. All times are in ms since the start of the job. */
export interface Ask {
  readonly visible: number;
  readonly answered: number;
  readonly resumedUntil: number;
}

/** What happens at MX, and when. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly asks: readonly Ask[];
  /** When the job succeeds. */
  readonly done: number;
  /** Whether the job is already running, so that nobody starts it. @default false */
  readonly isRunning?: boolean;
  /** The time in which MX answers every request with this HTTP status. */
  readonly outage?: { readonly from: number; readonly to: number; readonly status: number };
}

/** How long a scenario lasts at most, in ms. */
export const HOUR = 3_600_000;

const FIRST: Ask = { visible: 4_000, answered: 20_000, resumedUntil: 26_000 };
const SECOND: Ask = { visible: 26_000, answered: 42_000, resumedUntil: 48_000 };

export const CANONICAL = 'canonical';

export const SCENARIOS: readonly Scenario[] = [
  { name: CANONICAL, title: 'one question (canonical)', asks: [FIRST], done: 40_000 },
  { name: 'noQuestion', title: 'no question', asks: [], done: 20_000 },
  { name: 'twoRounds', title: 'two rounds', asks: [FIRST, SECOND], done: 62_000 },
  {
    name: 'away',
    title: 'the user is away for 10 min',
    asks: [{ ...FIRST, answered: 604_000, resumedUntil: 610_000 }],
    done: 624_000,
  },
  {
    name: 'down',
    title: 'MX down for 5 min (503)',
    asks: [],
    done: 20_000,
    outage: { from: 5_000, to: 305_000, status: 503 },
  },
  {
    name: 'downForLong',
    title: 'MX down for an hour (503)',
    asks: [],
    done: 20_000,
    outage: { from: 5_000, to: Number.POSITIVE_INFINITY, status: 503 },
  },
  {
    name: 'unauthorized',
    title: 'a permanent 401, for an hour',
    asks: [],
    done: 20_000,
    isRunning: true,
    outage: { from: 0, to: Number.POSITIVE_INFINITY, status: 401 },
  },
];

/** The shift of a phase. All shifts together cover one interval of 3 s around the scenario. */
const shift = (phase: number, phases: number): number =>
  (phase - (phases - 1) / 2) * (3_000 / phases);

/** The scenario in each phase. The user's delay does not depend on MX, so it stays the same. */
export const inPhases = (scenario: Scenario, phases: number): readonly Scenario[] =>
  Array.from({ length: phases }, (_, phase) => ({
    ...scenario,
    asks: scenario.asks.map((ask) => ({ ...ask, visible: ask.visible + shift(phase, phases) })),
    done: scenario.done + shift(phase, phases),
  }));
