import type { FaultCode, Job, Reason } from '@mx-member/machine/step';
import type { BeliefName } from './beliefs.ts';

/**
 * The model of MX's member. It has three questions, and each is a function:
 *
 * - {@link possibleChanges}: what can the bank do next by itself?
 * - {@link possibleOutcomes}: what can a request do, and what can MX reply?
 * - {@link possibleCreations}: what can the creation of a member lead to?
 *
 * Each returns everything that can happen, and names the belief behind it (`beliefs.ts`). A search tries all of it. The
 * check of a trace keeps what fits the trace. A fake bank of the tests takes one way.
 */

/** The member as MX shows it at one moment. Questions and moments are numbered: a later one has a higher number. */
export interface Face {
  readonly status: string | null;
  /** The flag `is_being_aggregated`. */
  readonly runs: boolean;
  readonly questions: readonly number[];
  /** How often the text of the questions has changed. */
  readonly words?: number;
  /** When the latest job started, and when a job last ended well. */
  readonly started: number | null;
  readonly succeeded: number | null;
  readonly errorCode?: number;
}

/** How a job can end. */
export interface Ending {
  readonly status: string;
  readonly errorCode?: number;
  /** `null`: the job ends well. */
  readonly reason: Reason | null;
  /** A status that MX shows for a moment before. */
  readonly first?: string;
}

/** How the jobs of a search or of a trace can go. */
export interface Setting {
  /** How a job can end. */
  readonly endings: readonly Ending[];
  /** Statuses that a running job can show for a while. */
  readonly passing: readonly (string | null)[];
  readonly questionsPerRound: number;
}

/** The state of a member and its bank. */
export interface Bank {
  /** What MX shows now. */
  readonly face: Face;
  /** What a lagging replica still shows. */
  readonly before: Face;
  /** The job that runs. A job that MX started by itself is another's. */
  readonly job: 'none' | 'ours' | 'other';
  /** The type of the job that runs or is queued. `null`: it can be any. */
  readonly type: Job | null;
  /** Our latest job, and how another's job last ended. Only the safety of a search reads them. */
  readonly ours: 'none' | 'runs' | Ending;
  readonly other: 'none' | Ending;
  /** The user is at the bank's own page. Our job begins after that. */
  readonly isAuthorizing: boolean;
  /** Whether the member was deleted. */
  readonly isGone: boolean;
  /** MX accepted a start and ran no job, because the data is fresh enough (202 within 3 h). */
  readonly isThrottled: boolean;
  /** When MX accepted a start whose job has not begun yet. */
  readonly queuedAt: number | null;
  /** A start arrived so late that no machine could know of it. */
  readonly hadLateStart: boolean;
  /** The number of our starts that led to a login. */
  readonly logins: number;
  /** The last questions to which MX accepted answers. */
  readonly taken: readonly number[];
  /** The number of questions so far, and the number of moments. */
  readonly questions: number;
  readonly moments: number;
  /** When the job began, in ms. */
  readonly beganAt: number;
}

/** A possible change: the belief that says what happens, and the bank afterwards. */
export interface Change {
  readonly belief: BeliefName;
  readonly bank: Bank;
}

/** A possible outcome of a request. */
export interface Outcome extends Change {
  /** What MX replies. */
  readonly reply: Face | FaultCode;
  /** MX did what the request asked for. */
  readonly isTaken?: boolean;
}

/** A call of a lifecycle on its way to MX. */
export type Sent =
  /** Without a type, the bank does what it does for any type. */
  | { readonly call: 'startJob'; readonly job?: Job }
  | { readonly call: 'readStatus' }
  | {
      readonly call: 'submitAnswers';
      readonly questions: readonly number[];
      readonly isRight: boolean;
    };

/** A request for an existing member. */
export type Request = Sent | { readonly call: 'updateCredentials' };

const REJECTED: Ending = { status: 'REJECTED', reason: 'answer' };
const EXPIRED: Ending = { status: 'EXPIRED', reason: 'expired' };
const DENIED: Ending = { status: 'DENIED', reason: 'credentials' };

/** The status of MX's reply to an accepted start. */
export const statusOfStart = (job: Job): 200 | 202 =>
  job === 'verify' || job === 'fetch_rewards' ? 200 : 202;

/** What MX's widget waits through while a job runs (CW). Questions have their own status. */
const USUAL_PASSING: readonly (string | null)[] = [
  'CREATED',
  'UPDATED',
  'RESUMED',
  'RECONNECTED',
  'CONNECTED',
];

export const asks = ({ face }: Bank): boolean => face.questions.length > 0;

/** The bank works, or the user is at its page. The next move is theirs. */
export const isBusy = (bank: Bank): boolean =>
  bank.isAuthorizing || bank.queuedAt !== null || (bank.job !== 'none' && !asks(bank));

/** Our job, or a later job of MX's own, has ended, and no job runs. */
export const isOver = ({ job, ours }: Bank): boolean =>
  job === 'none' && ours !== 'none' && ours !== 'runs';

// The changes.

/** The bank with another face. It asks only the questions that the face names. */
const show = (bank: Bank, face: Partial<Face>, rest: Partial<Bank> = {}): Bank => {
  const job = rest.job ?? bank.job;
  const next = { ...bank.face, questions: [], ...face, runs: job !== 'none' };
  return { ...bank, before: bank.face, ...rest, job, face: next };
};

/** A job begins. It removes the error of the job before. */
const beginJob = (
  bank: Bank,
  job: 'ours' | 'other',
  type: Job | null,
  now: number,
  face: Partial<Face> = {},
): Bank => {
  const moments = bank.moments + 1;
  const { errorCode: _, ...old } = bank.face;
  return {
    ...show(
      { ...bank, face: old },
      { ...face, started: moments },
      { job, type, moments, beganAt: now, queuedAt: null },
    ),
    before: bank.face,
    ...(job === 'ours' && { ours: 'runs', other: 'none', logins: Math.min(bank.logins + 1, 3) }),
  };
};

function endJob(bank: Bank, ending: Ending): Bank {
  const { status, errorCode, first } = ending;
  const isOurs = bank.job === 'ours' || bank.isAuthorizing;
  const moments = bank.moments + 1;
  const isWell = ending.reason === null || first !== undefined;
  const face = { status, ...(isWell && { succeeded: moments }) };
  const idle = show(bank, face, { job: 'none', isAuthorizing: false, moments });
  return {
    ...idle,
    ...(errorCode !== undefined && { face: { ...idle.face, errorCode } }),
    ...(first !== undefined && { before: { ...idle.face, status: first } }),
    ...(isOurs ? { ours: ending } : { other: ending }),
  };
}

function ask(bank: Bank, count: number): Bank {
  const questions = Array.from({ length: count }, (_, index) => bank.questions + index + 1);
  return show({ ...bank, questions: bank.questions + count }, { status: 'CHALLENGED', questions });
}

const askAgain = (bank: Bank, questions: readonly number[]): Bank =>
  show({ ...bank, taken: [] }, { status: 'CHALLENGED', questions });

// What the bank does by itself.

/** What the bank can do by itself. */
export function possibleChanges(bank: Bank, setting: Setting, now: number): Change[] {
  const { job, type, isAuthorizing, isGone, queuedAt } = bank;
  if (isGone) return [];
  const deletion: Change = {
    belief: 'deleted',
    bank: { ...bank, before: bank.face, isGone: true },
  };
  if (isAuthorizing) return [deletion, ...atTheBank(bank, now)];
  if (queuedAt !== null)
    return [deletion, { belief: 'queued', bank: beginJob(bank, 'ours', type, now) }];
  if (job === 'none')
    return [
      deletion,
      { belief: 'ownJob', bank: beginJob(bank, 'other', 'aggregate', now) },
      { belief: 'startedElsewhere', bank: beginJob(bank, 'other', null, now) },
    ];
  return [deletion, ...(asks(bank) ? openQuestion(bank) : atWork(bank, setting))];
}

/** The user is at the bank's own page. A user who leaves it changes nothing. */
const atTheBank = (bank: Bank, now: number): Change[] => [
  {
    belief: 'authorized',
    bank: { ...beginJob(bank, 'ours', 'aggregate', now), isAuthorizing: false },
  },
  { belief: 'authorizationDenied', bank: endJob(bank, DENIED) },
];

function openQuestion(bank: Bank): Change[] {
  const { questions, words = 0 } = bank.face;
  return [
    { belief: 'reworded', bank: show(bank, { questions, words: words + 1 }) },
    { belief: 'expired', bank: endJob(bank, EXPIRED) },
    { belief: 'answeredElsewhere', bank: show(bank, { status: 'RESUMED' }) },
  ];
}

function beliefOfEnd({ reason, errorCode, first }: Ending): BeliefName {
  if (first !== undefined) return 'lateCode';
  if (errorCode !== undefined) return 'endedWithCode';
  return reason === null ? 'endedWell' : 'endedBadly';
}

function atWork(bank: Bank, { endings, passing, questionsPerRound }: Setting): Change[] {
  const { job, taken, face } = bank;
  const changes: Change[] = [
    ...endings.map((end) => ({ belief: beliefOfEnd(end), bank: endJob(bank, end) })),
    ...passing
      .filter((status) => status !== face.status)
      .map((status) => ({
        belief: USUAL_PASSING.includes(status) ? ('passing' as const) : ('passingOther' as const),
        bank: show(bank, { status }),
      })),
    { belief: job === 'ours' ? 'asked' : 'askedByOther', bank: ask(bank, questionsPerRound) },
  ];
  if (job !== 'ours' || taken.length === 0) return changes;
  return [
    ...changes,
    { belief: 'wrongAsksSame', bank: askAgain(bank, taken) },
    { belief: 'wrongEnds', bank: endJob({ ...bank, taken: [] }, REJECTED) },
  ];
}

// What a request does.

/** What a current reading shows: the member as it is, and of a job that has just begun the status of the job before. */
const beliefOfReading = ({ job, face, before }: Bank): BeliefName =>
  job !== 'none' && !before.runs && before.status === face.status ? 'statusStays' : 'shown';

/** What a request can do, and what MX can reply. */
export function possibleOutcomes(bank: Bank, sent: Request, now: number): Outcome[] {
  const gone: Outcome = { belief: 'gone', bank, reply: 'notFound' };
  if (sent.call === 'readStatus')
    return [
      bank.isGone ? gone : { belief: beliefOfReading(bank), bank, reply: bank.face },
      // Replicas lag. For how long they may, the caller says.
      { belief: 'replica', bank, reply: bank.before },
      { belief: 'notThereYet', bank, reply: 'notFound' },
    ];
  if (bank.isGone) return [gone];
  switch (sent.call) {
    case 'startJob':
      return outcomesOfStart(bank, sent.job ?? null, now);
    case 'submitAnswers':
      return outcomesOfAnswers(bank, sent);
    case 'updateCredentials':
      return outcomesOfCredentials(bank, now);
  }
}

/** MX does what the request asks for, and shows the member. */
const accept = (belief: BeliefName, bank: Bank, reply = bank.face): Outcome => ({
  belief,
  bank,
  reply,
  isTaken: true,
});

function outcomesOfStart(bank: Bank, type: Job | null, now: number): Outcome[] {
  const { job, face, queuedAt } = bank;
  if (job === 'none' && face.status === 'PENDING')
    return [{ belief: 'startPending', bank, reply: 'notAllowed' }];
  if (job !== 'none' || queuedAt !== null) return outcomesOfSecondStart(bank, type);
  const running = beginJob(bank, 'ours', type, now);
  const outcomes = [
    accept('started', running),
    accept('startedUnseen', running, face),
    accept('queued', { ...bank, type, queuedAt: now }, face),
  ];
  if (type !== 'aggregate') outcomes.push({ belief: 'unsupported', bank, reply: 'badRequest' });
  if (face.succeeded !== null && (type === null || type === 'aggregate'))
    outcomes.push(accept('throttled', { ...bank, isThrottled: true }, face));
  return outcomes;
}

/** A start while a job runs or is queued: MX compares the two types. */
function outcomesOfSecondStart(bank: Bank, type: Job | null): Outcome[] {
  const isOurs = bank.job !== 'other';
  const known = { ...bank, type: bank.type ?? type };
  const same: Outcome = isOurs
    ? { belief: 'startedAgain', bank: known, reply: bank.face }
    : accept('joined', { ...known, job: 'ours', ours: 'runs' });
  const other: Outcome = { belief: 'otherJobRuns', bank, reply: 'conflict' };
  if (bank.type !== null && type !== null) return [bank.type === type ? same : other];
  return isOurs ? [same] : [other, same];
}

function outcomesOfAnswers(
  bank: Bank,
  { questions, isRight }: Extract<Sent, { call: 'submitAnswers' }>,
): Outcome[] {
  const { face } = bank;
  if (!asks(bank)) return [{ belief: 'notAsked', bank, reply: 'notAllowed' }];
  if (String(face.questions) !== String(questions))
    return [{ belief: 'otherAsked', bank, reply: 'badRequest' }];
  const given = { ...bank, taken: questions };
  const resumed = show(given, { status: 'RESUMED' });
  const refused: Outcome = { belief: 'formRefused', bank, reply: 'badRequest' };
  if (isRight)
    return [refused, accept('answered', resumed), accept('answeredUnseen', resumed, face)];
  return [
    refused,
    accept('wrongResumed', resumed),
    accept('wrongEnds', endJob(given, REJECTED)),
    accept('wrongAsksNew', ask(given, questions.length)),
    accept('wrongAsksSame', askAgain(bank, questions)),
  ];
}

/** A job that already runs keeps the old credentials. */
const outcomesOfCredentials = (bank: Bank, now: number): Outcome[] => [
  { belief: 'formRefused', bank, reply: 'badRequest' },
  ...(bank.job === 'none' && bank.queuedAt === null
    ? [accept('queued', { ...show(bank, { status: 'UPDATED' }), type: 'aggregate', queuedAt: now })]
    : []),
  accept(
    'updated',
    bank.job === 'none' ? beginJob(bank, 'ours', 'aggregate', now, { status: 'UPDATED' }) : bank,
  ),
];

/**
 * The effect of a request whose caller has given up: nobody can know of the job that it begins or the answers that it
 * delivers.
 */
export function lateChanges(bank: Bank, sent: Request, now: number): Change[] {
  return possibleOutcomes(bank, sent, now).map(({ belief, bank: next }) => {
    const isLogin = sent.call === 'startJob' && bank.job === 'none' && next.job === 'ours';
    return {
      belief,
      bank: {
        ...next,
        taken: [],
        ...(isLogin && { hadLateStart: true }),
        ...(isLogin && bank.ours !== 'none' && { job: 'other', ours: bank.ours }),
      },
    };
  });
}

// How a member begins.

/** An idle member with this face. */
export const idleBank = (face: Omit<Face, 'runs' | 'questions'>): Bank => {
  const shown: Face = { ...face, runs: false, questions: [] };
  return {
    face: shown,
    before: shown,
    job: 'none',
    type: null,
    ours: 'none',
    other: 'none',
    isAuthorizing: false,
    isGone: false,
    isThrottled: false,
    queuedAt: null,
    hadLateStart: false,
    logins: 0,
    taken: [],
    questions: 0,
    moments: 2,
    beganAt: 0,
  };
};

/** The member whose job already runs, or whose user is at the bank's page. */
export const withOwnJob = (bank: Bank, isAuthorizing: boolean): Bank =>
  isAuthorizing ? { ...bank, isAuthorizing } : beginJob(bank, 'ours', 'aggregate', 0);

/** A reply of MX to a creation: its status, and the member. A refused creation has no member. */
export interface CreationReply {
  readonly belief: BeliefName;
  readonly httpStatus: 200 | 201 | 202 | 409;
  readonly bank: Bank | null;
}

/** What the creation of a member can lead to. */
export function possibleCreations(isOauth: boolean, isDuplicate: boolean): CreationReply[] {
  if (isDuplicate) return [{ belief: 'duplicate', httpStatus: 409, bank: null }];
  const times = { started: null, succeeded: null };
  const pending = idleBank({ status: 'PENDING', ...times });
  if (isOauth)
    return [
      { belief: 'createdPending', httpStatus: 200, bank: { ...pending, isAuthorizing: true } },
    ];
  const idle = idleBank({ status: 'CREATED', ...times });
  const running = beginJob(idle, 'ours', 'aggregate', 0);
  const withError = (bank: Bank) => ({ ...bank, face: { ...bank.face, errorCode: 1000 } });
  return [
    { belief: 'created', httpStatus: 202, bank: running },
    { belief: 'createdIdle', httpStatus: 200, bank: idle },
    { belief: 'createdPartly', httpStatus: 201, bank: withError(running) },
    { belief: 'createdPartly', httpStatus: 201, bank: withError(idle) },
  ];
}
