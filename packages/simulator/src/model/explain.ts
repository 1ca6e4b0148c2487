import { type FaultCode, type Job, type Reading, statusOf } from '@mx-member/machine/step';
import { BELIEFS, type BeliefName } from './beliefs.ts';
import {
  asks,
  type Bank,
  type Ending,
  type Face,
  idleBank,
  type Outcome,
  possibleChanges,
  possibleOutcomes,
  type Request,
  type Setting,
} from './model.ts';

/**
 * Explains what MX has shown of a member, reply by reply. It keeps every bank that would have shown the same. For each
 * reply it adds the banks that these can become by themselves. Then it drops the banks that would reply something else.
 * If none is left, no belief explains the reply.
 */

/** A call to MX, and what came back. */
export interface Seen {
  readonly call: Request['call'];
  /** The type of the started job. */
  readonly job?: Job;
  /** The guids of the answered questions. */
  readonly guids?: readonly string[];
  /** `null` if nobody knows, because the process died. */
  readonly reply: Reading | FaultCode | null;
  /** When it came, in ms since 1970. */
  readonly at: number;
  /** How long the call took, in ms. @default 0 */
  readonly took?: number;
}

/** Why a reply is not explained: what the model would have shown instead, in words. */
export interface Unexplained {
  readonly shown: string;
  readonly expected: readonly string[];
  /** The beliefs behind the expected replies that are nearest to this one. A single one is refuted. */
  readonly beliefs: readonly BeliefName[];
}

/** How long a replica may be late, in ms. */
const LAG = 10_000;
/** How long an accepted start may wait for its job, in ms. */
const QUEUE = 60_000;
/** The most steps that a bank makes by itself between two replies. */
const STEPS = 6;
/** The most banks that are kept. With more, nothing is said about a reply. */
const MOST = 4_000;
/** The most replies that an explanation names. */
const MOST_EXPECTED = 8;
/** Two moments that MX writes alike are at most this far apart, in ms. */
const SAME_MOMENT = 1_000;

/** Replies that say that MX did nothing. */
const UNDONE: readonly FaultCode[] = [
  'unauthorized',
  'forbidden',
  'rateLimited',
  'notSent',
  'signedOut',
  'institutionMaintenance',
  'institutionUnavailable',
  'institutionPrevented',
  'institutionPreventNew',
  'institutionPreventVerification',
];
/** Replies of MX that its state explains. */
const REPLIES: readonly FaultCode[] = ['conflict', 'badRequest', 'notAllowed', 'notFound'];

/** A bank, and what its numbers are called in the log. */
interface State {
  readonly bank: Bank;
  /** The guids of questions, and the texts of moments, by their numbers. */
  readonly guids: ReadonlyMap<number, string>;
  /** The guids of jobs, by the number of their start. */
  readonly jobs: ReadonlyMap<number, string>;
  readonly starts: ReadonlyMap<number, string>;
  readonly successes: ReadonlyMap<number, string>;
  /** When the current face was first shown. `null`: not yet. */
  readonly seenAt: number | null;
  /** A request that may still be on its way. */
  readonly late: Request | null;
  /** The beliefs that it needs, as bits. */
  readonly used: bigint;
  /** The beliefs of its simplest explanation, as bits, and what that costs. */
  readonly simple: bigint;
  readonly cost: number;
  /** The belief of the last change. `null`: there was none. */
  readonly last: BeliefName | null;
}

const NAMES = Object.keys(BELIEFS) as BeliefName[];
const BITS = new Map(NAMES.map((name, index) => [name, 1n << BigInt(index)]));
const bitOf = (belief: BeliefName): bigint => BITS.get(belief) ?? 0n;

/** The beliefs that are in all of these. */
function namesOf(all: readonly bigint[]): readonly BeliefName[] {
  const both = all.reduce((one, other) => one & other, all[0] ?? 0n);
  return both === 0n ? [] : NAMES.filter((name) => (both & bitOf(name)) !== 0n);
}

/** The simplest explanation has the fewest changes, and rather documented than assumed ones. */
const COSTS = new Map(
  NAMES.map((name) => {
    const { mark } = BELIEFS[name];
    const isRead = name === 'shown' || name === 'statusStays';
    return [name, isRead ? 0 : mark === 'assumed' ? 10 : mark === 'documented' ? 1 : 2];
  }),
);
const costOf = (belief: BeliefName): number => COSTS.get(belief) ?? 0;

const EMPTY = new Map<number, string>();
/** The last moment from before the log. The order of the two moments from before is not known. */
const LAST_OF_BEFORE = 2;

/** A text that is equal for banks with the same future, except how long a replica may still lag. */
function keyOf({ bank, guids, jobs, starts, successes, late }: State): string {
  const unseen: number[] = [];
  // A question that was never shown has its place among these as its name.
  const nameOf = (one: number) => {
    const guid = guids.get(one);
    if (guid === undefined && !unseen.includes(one)) unseen.push(one);
    return guid ?? unseen.indexOf(one);
  };
  const face = ({ status, runs, questions, started, succeeded, errorCode }: Face) => [
    status,
    runs,
    questions.map(nameOf),
    started === null ? null : (starts.get(started) ?? -1),
    succeeded === null ? null : (successes.get(succeeded) ?? -1),
    jobs.get(started ?? 0),
    errorCode,
  ];
  const { job, type, isAuthorizing, isGone, queuedAt, taken } = bank;
  return JSON.stringify([
    face(bank.face),
    face(bank.before),
    [job, type, isAuthorizing, isGone, queuedAt !== null],
    // The bank asks for answers again only while it works on them.
    job === 'ours' && !asks(bank) && taken.map(nameOf),
    late && 'questions' in late ? [late.isRight, late.questions.map(nameOf)] : late,
  ]);
}

/** Of two moments, the one after which a replica may lag for longer. */
const laterSeen = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.max(a, b);

/** Of two explanations, the simpler one. Of two that are as simple, what both need. */
const simplerOf = (a: State, b: State): Pick<State, 'simple' | 'cost' | 'last'> => {
  if (a.cost !== b.cost) return a.cost < b.cost ? a : b;
  return { simple: a.simple & b.simple, cost: a.cost, last: a.last };
};

/** Adds a state, unless an equal one is known. Of two, the beliefs stay that both need. */
function keep(all: Map<string, State>, state: State): boolean {
  const key = keyOf(state);
  const known = all.get(key);
  if (known) {
    const { simple, cost, last } = simplerOf(known, state);
    all.set(key, {
      ...known,
      ...{ used: known.used & state.used, simple, cost, last },
      seenAt: laterSeen(known.seenAt, state.seenAt),
    });
  } else if (all.size < MOST) all.set(key, state);
  return !known;
}

const assume = (state: State, belief: BeliefName): State => ({
  ...state,
  used: state.used | bitOf(belief),
  simple: state.simple | bitOf(belief),
  cost: state.cost + costOf(belief),
});

const move = (state: State, bank: Bank, belief: BeliefName): State => ({
  ...assume(state, belief),
  bank,
  seenAt: null,
  last: belief,
});

/** These banks, and all that they can become by themselves. */
function reachable(
  states: Iterable<State>,
  setting: Setting,
  canBe: (belief: BeliefName) => boolean,
  now: number,
): State[] {
  const all = new Map<string, State>();
  for (const state of states) keep(all, state);
  let edge = [...all.values()];
  for (let step = 0; step < STEPS && edge.length > 0; step++) {
    const next: State[] = [];
    const add = (state: State) => {
      if (keep(all, state)) next.push(state);
    };
    for (const state of edge) {
      for (const { bank, belief } of possibleChanges(state.bank, setting, now))
        if (belief !== 'reworded' && canBe(belief)) add(move(state, bank, belief));
      if (state.late)
        for (const { bank, belief } of possibleOutcomes(state.bank, state.late, now))
          if (bank !== state.bank) add(move({ ...state, late: null }, bank, belief));
    }
    edge = next;
  }
  return [...all.values()];
}

/** Gives a number the name that the log has for it. `null` if it has another name, or the name is of another number. */
function giveName(
  names: ReadonlyMap<number, string>,
  number: number,
  name: string,
  isOther: (known: string, of: number) => boolean,
): ReadonlyMap<number, string> | null {
  const known = names.get(number);
  if (known !== undefined) return known === name ? names : null;
  for (const [of, other] of names) if (isOther(other, of)) return null;
  return new Map([...names, [number, name]]);
}

/**
 * Gives a moment the text of the log. A later moment has a later text.
 *
 * @param others The moments of the other kind. A job can begin and end in the same moment.
 * @param canRepeat Whether two moments of this kind can have this text.
 */
function nameMoment(
  names: ReadonlyMap<number, string>,
  others: ReadonlyMap<number, string>,
  number: number | null,
  text: string | null | undefined,
  canRepeat: (ms: number) => boolean,
): ReadonlyMap<number, string> | null {
  if (text === undefined) return names;
  if (text === null || number === null) return text === number ? names : null;
  const ms = Date.parse(text);
  const isOutOfOrder = (other: string, of: number) => {
    const difference = ms - Date.parse(other);
    return difference !== 0 && difference > 0 !== of < number;
  };
  for (const [of, other] of others)
    if (Math.max(of, number) > LAST_OF_BEFORE && isOutOfOrder(other, of)) return null;
  return giveName(names, number, text, (other, of) =>
    Date.parse(other) === ms ? !canRepeat(ms) : isOutOfOrder(other, of),
  );
}

/** The state after it has shown this reading with this face. `null` if the face is another one. */
function match(
  state: State,
  face: Face,
  reading: Reading,
  known: ReadonlySet<string>,
  at: number,
): State | null {
  if (face.status !== reading.connectionStatus) return null;
  if (reading.isBeingAggregated !== null && face.runs !== reading.isBeingAggregated) return null;
  if (reading.errorCode !== undefined && face.errorCode !== reading.errorCode) return null;
  // The list of questions is a request of its own, which another replica can answer.
  if (reading.challenges.length > 0 && face.questions.length !== reading.challenges.length)
    return null;
  let guids: ReadonlyMap<number, string> | null = state.guids;
  for (const [index, { guid }] of reading.challenges.entries()) {
    const number = face.questions[index] as number;
    if (!state.guids.has(number) && known.has(guid)) return null;
    guids = guids && giveName(guids, number, guid, (other) => other === guid);
  }
  const { aggregatedAt, successfullyAggregatedAt, jobGuid } = reading;
  const jobs =
    jobGuid === undefined
      ? state.jobs
      : giveName(state.jobs, face.started ?? 0, jobGuid, (other) => other === jobGuid);
  const starts = nameMoment(
    state.starts,
    state.successes,
    face.started,
    aggregatedAt,
    (ms) => Math.min(at, state.bank.beganAt) - ms <= SAME_MOMENT,
  );
  // A job that began and ended in the moment of the success before it.
  const successes = nameMoment(
    state.successes,
    starts ?? EMPTY,
    face.succeeded,
    successfullyAggregatedAt,
    (ms) => Date.parse(aggregatedAt ?? '') <= ms,
  );
  if (!guids || !jobs || !starts || !successes) return null;
  return { ...state, guids, jobs, starts, successes };
}

const describe = ({ status, runs, questions, errorCode }: Face): string =>
  [
    String(status),
    runs ? 'a job runs' : 'idle',
    questions.length > 0 && `${questions.length} open`,
    errorCode !== undefined && `error ${errorCode}`,
  ]
    .filter(Boolean)
    .join(', ');

/** The same with what tells replies with one status apart: times and guids. */
function detail({ guids, jobs, starts, successes }: State, face: Face): string {
  const momentOf = (names: ReadonlyMap<number, string>, number: number | null) =>
    number === null ? 'never' : (names.get(number) ?? 'later');
  const job = jobs.get(face.started ?? 0);
  return [
    describe(face),
    `started ${momentOf(starts, face.started)}`,
    `succeeded ${momentOf(successes, face.succeeded)}`,
    ...(job === undefined ? [] : [`job ${job}`]),
    ...face.questions.map((one) => `question ${guids.get(one) ?? 'new'}`),
  ].join(', ');
}

/** How much two replies differ: a refusal from a member, or the fields of two members. */
function distanceOf(a: Face | string, b: Face | string): number {
  if (typeof a === 'string' || typeof b === 'string') return a === b ? 0 : 4;
  return (
    (a.status === b.status ? 0 : 3) +
    (a.runs === b.runs ? 0 : 1) +
    (a.questions.length === b.questions.length ? 0 : 1) +
    (a.errorCode === b.errorCode ? 0 : 1)
  );
}

/** The beliefs behind the replies that were nearest: by how much they differ, and then by what their explanation costs. */
class Nearest {
  #least: readonly [distance: number, cost: number] = [Number.POSITIVE_INFINITY, 0];
  beliefs = new Set<BeliefName>();

  add(belief: BeliefName, at: readonly [distance: number, cost: number]): void {
    const difference = at[0] - this.#least[0] || at[1] - this.#least[1];
    if (difference > 0) return;
    if (difference < 0) this.beliefs.clear();
    this.#least = at;
    this.beliefs.add(belief);
  }
}

/** Statuses that a question, its answer or OAuth lead to. No job ends with them. */
const NO_END = ['CHALLENGED', 'PENDING', 'RESUMED', 'UPDATED', 'CREATED', 'RECONNECTED'];

/** Whether a job can end with this status. */
export const isEnd = (status: string | null): status is string =>
  status !== null && !NO_END.includes(status);

/** What banks can show in a log: what this reply shows, and a hidden end, well or not. */
function settingOf(reply: Seen['reply']): Setting {
  const reading = typeof reply === 'object' ? reply : null;
  const hidden: Ending[] = [
    { status: 'CONNECTED', reason: null },
    { status: 'FAILED', reason: 'unavailable' },
  ];
  if (!reading) return { endings: hidden, passing: [], questionsPerRound: 1 };
  const { connectionStatus: status, errorCode, challenges } = reading;
  const isWell = statusOf(status)?.class === 'connected';
  const shown: Ending[] = isEnd(status)
    ? [
        { status, reason: isWell ? null : 'unavailable' },
        ...(errorCode === undefined ? [] : [{ status, errorCode, reason: 'unavailable' as const }]),
      ]
    : [];
  return {
    endings: [...shown, ...hidden.filter((one) => one.status !== status)],
    passing: status === 'CHALLENGED' || status === 'PENDING' ? [] : [status],
    questionsPerRound: Math.max(1, challenges.length),
  };
}

/** The log of one member. */
export class Explanation {
  /** `null` before anything is known. */
  #states: readonly State[] | null = null;
  readonly #guids = new Set<string>();
  readonly #unused: ReadonlySet<BeliefName>;
  #firstAt: number | null = null;

  /** @param unused Beliefs that explain nothing here, because it is known that they did not happen. */
  constructor(unused: Iterable<BeliefName> = []) {
    this.#unused = new Set(unused);
  }

  /**
   * A lifecycle begins, with what is known of the member before it.
   *
   * @param type The type of the job that runs. @default unknown
   */
  begin(baseline: Partial<Reading> | undefined, isOauth: boolean, type: Job | null = null): void {
    if (this.#states) {
      this.#states = this.#states.map(({ bank, ...state }) => ({
        ...state,
        bank: { ...bank, ours: bank.job === 'ours' ? 'runs' : 'none' },
      }));
      return;
    }
    if (baseline?.connectionStatus === undefined) return;
    const { connectionStatus } = baseline;
    const reading = { isBeingAggregated: null, challenges: [], ...baseline, connectionStatus };
    this.#states = statesOf(reading, type).flatMap((state) =>
      isOauth ? [state, { ...state, bank: { ...state.bank, isAuthorizing: true } }] : [state],
    );
  }

  /** The beliefs without which the log is not explained. */
  get needed(): readonly BeliefName[] {
    return namesOf((this.#states ?? []).map(({ used }) => used));
  }

  /** The beliefs that each of the simplest explanations of the log has. */
  get shown(): readonly BeliefName[] {
    const states = this.#states ?? [];
    const least = Math.min(...states.map(({ cost }) => cost));
    return namesOf(states.filter(({ cost }) => cost === least).map(({ simple }) => simple));
  }

  /** Explains the next reply. `null` if it is explained. After a reply that is not, nothing is known again. */
  next(seen: Seen): Unexplained | null {
    const { reply, at } = seen;
    this.#firstAt ??= at;
    if (this.#states === null) {
      if (typeof reply === 'object' && reply !== null) this.#adopt(reply);
      return null;
    }
    const isFault = typeof reply === 'string' && !REPLIES.includes(reply);
    if (isFault && (seen.call === 'readStatus' || UNDONE.includes(reply))) return null;
    const found = new Map<string, State>();
    const isLost = isFault || reply === null;
    const keepAll = (states: Iterable<State>): boolean => {
      let isAny = false;
      for (const state of states) {
        keep(found, state);
        isAny = true;
      }
      return isAny;
    };
    // A bank that gives this reply as it is can still change later. So only the others have to change before it.
    const others = isLost
      ? this.#states
      : this.#states.filter((state) => !keepAll(this.#replies(state, seen)));
    const canBe = (belief: BeliefName) =>
      !this.#unused.has(belief) && (belief !== 'deleted' || reply === 'notFound');
    const all = reachable(others, settingOf(reply), canBe, at);
    for (const state of all)
      keepAll(isLost ? afterLostReply(state, seen) : this.#replies(state, seen));
    if (typeof reply === 'object' && reply)
      for (const { guid } of reply.challenges) this.#guids.add(guid);
    if (found.size > 0) {
      this.#states = [...found.values()];
      return null;
    }
    this.#states = null;
    if (typeof reply === 'object' && reply) this.#adopt(reply);
    // With more banks than are kept, one that was left out may explain the reply.
    return reply && all.length < MOST ? this.#unexplained(all, seen, reply) : null;
  }

  /** Says what these banks would have replied. */
  #unexplained(states: readonly State[], seen: Seen, reply: Reading | FaultCode): Unexplained {
    const [own] = typeof reply === 'string' ? [] : statesOf(reply);
    const face = own?.bank.face;
    const shown = face ? describe(face) : String(reply);
    const expected = new Set<string>();
    const alike = new Set<string>();
    const near = new Nearest();
    for (const state of states)
      for (const { belief, reply: given } of this.#outcomes(state, seen)) {
        const text = typeof given === 'string' ? given : describe(given);
        expected.add(text);
        if (text === shown && typeof given === 'object') alike.add(detail(state, given));
        near.add(seen.call === 'readStatus' ? (state.last ?? belief) : belief, [
          distanceOf(given, face ?? String(reply)),
          state.cost + costOf(belief),
        ]);
      }
    // Only a time or a guid is another one.
    const isAlike = own !== undefined && alike.size > 0;
    return {
      shown: isAlike ? detail(own, own.bank.face) : shown,
      expected: [...(isAlike ? alike : expected)].slice(0, MOST_EXPECTED),
      beliefs: [...near.beliefs],
    };
  }

  #adopt(reading: Reading): void {
    this.#states = statesOf(reading);
    for (const { guid } of reading.challenges) this.#guids.add(guid);
  }

  /** What the bank can reply to this call at this time. */
  #outcomes(state: State, seen: Seen): readonly Outcome[] {
    return requestsOf(state, seen)
      .flatMap((sent) => possibleOutcomes(state.bank, sent, seen.at))
      .filter(({ belief }) => !this.#unused.has(belief) && !this.#isTooLate(state, belief, seen));
  }

  /** The states after this reply. */
  *#replies(state: State, seen: Seen): Generator<State> {
    const { reply, at } = seen;
    for (const { bank, belief, reply: given } of this.#outcomes(state, seen)) {
      const next = bank === state.bank ? assume(state, belief) : move(state, bank, belief);
      if (typeof given === 'string' || typeof reply !== 'object' || reply === null) {
        if (given === reply) yield next;
        continue;
      }
      const now = match(next, given, reply, this.#guids, at);
      if (now) yield given === bank.face ? { ...now, seenAt: now.seenAt ?? at } : now;
    }
  }

  /** Whether a queue can no longer be so long, or a replica no longer lag so far, at the time of this reply. */
  #isTooLate({ bank, seenAt }: State, belief: BeliefName, { at, took = 0 }: Seen): boolean {
    if (bank.queuedAt !== null && at - took - bank.queuedAt > QUEUE) return true;
    if (belief === 'notThereYet') return at - (this.#firstAt ?? at) > LAG;
    if (belief !== 'replica') return false;
    return bank.before === bank.face || (seenAt !== null && at - took - seenAt > LAG);
  }
}

/** The banks of a member that shows this reading. */
function statesOf(reading: Reading, type: Job | null = null): State[] {
  const { connectionStatus: status, isBeingAggregated, errorCode, challenges, jobGuid } = reading;
  const [start, success] = [reading.aggregatedAt ?? null, reading.successfullyAggregatedAt ?? null];
  const questions = challenges.map((_, index) => index + 1);
  const idle = idleBank({
    status,
    started: start === null ? null : 1,
    succeeded: success === null ? null : 2,
    ...(errorCode !== undefined && { errorCode }),
  });
  const of = (runs: boolean, job: Bank['job']): State => {
    const face = { ...idle.face, runs, questions };
    const isAuthorizing = status === 'PENDING' && !runs;
    return {
      bank: { ...idle, face, before: face, job, type, isAuthorizing, questions: questions.length },
      guids: new Map(challenges.map(({ guid }, index) => [index + 1, guid])),
      jobs: jobGuid === undefined ? EMPTY : new Map([[start === null ? 0 : 1, jobGuid]]),
      starts: start === null ? EMPTY : new Map([[1, start]]),
      successes: success === null ? EMPTY : new Map([[2, success]]),
      seenAt: null,
      late: null,
      ...{ used: 0n, simple: 0n, cost: 0, last: null },
    };
  };
  return [
    ...(isBeingAggregated === true ? [] : [of(false, 'none')]),
    ...(isBeingAggregated === false ? [] : [of(true, 'ours'), of(true, 'other')]),
  ];
}

/** The request of a call. Whether answers were right is not in a log. */
function requestsOf(state: State, { call, job, guids = [] }: Seen): readonly Request[] {
  if (call === 'startJob') return [{ call, ...(job && { job }) }];
  if (call !== 'submitAnswers') return [{ call }];
  const numbers = new Map([...state.guids].map(([number, guid]) => [guid, number]));
  const asked = guids.map((guid) => numbers.get(guid) ?? 0);
  const { questions } = state.bank.face;
  const isAll = asked.length === questions.length && asked.every((one) => questions.includes(one));
  return [true, false].map((isRight) => ({
    call,
    questions: isAll ? questions : asked,
    isRight,
  }));
}

/** A request whose reply did not come: it has arrived, or not, or is still on its way. */
function* afterLostReply(state: State, seen: Seen): Generator<State> {
  // A request that is on its way may never arrive.
  if (seen.call === 'readStatus' || state.late) yield state;
  if (seen.call === 'readStatus') return;
  for (const sent of requestsOf(state, seen)) {
    yield { ...state, late: sent };
    for (const { bank, belief } of possibleOutcomes(state.bank, sent, seen.at))
      if (bank !== state.bank) yield move(state, bank, belief);
  }
}
