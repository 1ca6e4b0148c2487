import type { FaultCode, Reading } from '../../../packages/machine/src/data/types.ts';
import type { Budget, Configuration, Ending, Face } from './configuration.ts';

/**
 * MX's bank as a small machine: what it does by itself, and what a request does to it. The returned lists have
 * everything that can happen, so a search sees all of it.
 */

export interface Bank {
  readonly face: Face;
  /** What a lagging replica still shows. */
  readonly before: Face;
  readonly job: 'none' | 'ours' | 'other';
  /** The state of our latest job. A job that MX started by itself is not ours. */
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

/** What the bank can do, and the budget that it uses. */
export interface Happening {
  readonly label: string;
  readonly bank: Bank;
  readonly takes?: Budget;
}

/** A possible result of a request: the bank afterwards, and MX's reply. */
export interface Outcome extends Happening {
  readonly reply: Face | FaultCode;
  /** MX did what the request asked for. */
  readonly isTaken?: boolean;
}

/** A request on its way to MX. */
export type Sent =
  | { readonly call: 'startJob' }
  | { readonly call: 'readStatus' }
  | {
      readonly call: 'submitAnswers';
      readonly questions: readonly number[];
      readonly isRight: boolean;
    };

export const asks = ({ face }: Bank): boolean => face.questions.length > 0;

/** The bank works, or the user is at its page. The next move is theirs. */
export const isBusy = (bank: Bank): boolean =>
  bank.isAuthorizing || bank.queuedAt !== null || (bank.job !== 'none' && !asks(bank));

/** Our job, or a later job of MX's own, has ended, and no job runs. */
export const isOver = ({ job, ours }: Bank): boolean =>
  job === 'none' && ours !== 'none' && ours !== 'runs';

/** The bank shows the member in a different condition. */
const shows = (bank: Bank, face: Partial<Face>, rest: Partial<Bank> = {}): Bank => {
  const job = rest.job ?? bank.job;
  const next = { ...bank.face, questions: [], ...face, runs: job !== 'none' };
  return { ...bank, before: bank.face, ...rest, job, face: next };
};

const begun = (bank: Bank, job: 'ours' | 'other', now: number, face: Partial<Face> = {}): Bank => {
  const moments = bank.moments + 1;
  const { errorCode: _, ...old } = bank.face;
  return {
    ...shows(
      { ...bank, face: old },
      { ...face, started: moments },
      { job, moments, beganAt: now, queuedAt: null },
    ),
    before: bank.face,
    ...(job === 'ours' && { ours: 'runs', other: 'none', logins: Math.min(bank.logins + 1, 3) }),
  };
};

function ended(bank: Bank, ending: Ending): Bank {
  const { status, errorCode, first } = ending;
  const isOurs = bank.job === 'ours' || bank.isAuthorizing;
  const moments = bank.moments + 1;
  const isWell = ending.reason === null || first !== undefined;
  const face = { status, ...(isWell && { succeeded: moments }) };
  const idle = shows(bank, face, { job: 'none', isAuthorizing: false, moments });
  return {
    ...idle,
    ...(errorCode !== undefined && { face: { ...idle.face, errorCode } }),
    ...(first !== undefined && { before: { ...idle.face, status: first } }),
    ...(isOurs ? { ours: ending } : { other: ending }),
  };
}

function asked(bank: Bank, count: number): Bank {
  const questions = Array.from({ length: count }, (_, index) => bank.questions + index + 1);
  return shows({ ...bank, questions: bank.questions + count }, { status: 'CHALLENGED', questions });
}

const REJECTED: Ending = { status: 'REJECTED', reason: 'answer' };
const EXPIRED: Ending = { status: 'EXPIRED', reason: 'expired' };
const DENIED: Ending = { status: 'DENIED', reason: 'credentials' };

/** What the bank can do by itself. */
export function happenings(bank: Bank, config: Configuration, now: number): Happening[] {
  const { job, isAuthorizing, isGone } = bank;
  if (isGone) return [];
  const all: Happening[] = [
    {
      label: 'the member is deleted',
      bank: { ...bank, before: bank.face, isGone: true },
      takes: 'deletion',
    },
  ];
  if (isAuthorizing)
    all.push(
      { label: 'the user authorizes', bank: { ...begun(bank, 'ours', now), isAuthorizing: false } },
      { label: 'the user authorizes nothing', bank: ended(bank, DENIED) },
    );
  else if (bank.queuedAt !== null)
    all.push({ label: 'the job begins that was queued', bank: begun(bank, 'ours', now) });
  else if (job === 'none')
    all.push({
      label: 'MX starts a job of its own',
      bank: begun(bank, 'other', now),
      takes: 'otherJob',
    });
  else if (asks(bank))
    all.push(
      {
        label: 'the question has other words',
        bank: shows(bank, { questions: bank.face.questions, words: (bank.face.words ?? 0) + 1 }),
        takes: 'words',
      },
      { label: 'the question expires', bank: ended(bank, EXPIRED), takes: 'expiry' },
      {
        label: 'somebody else answers',
        bank: shows(bank, { status: 'RESUMED' }),
        takes: 'elsewhere',
      },
    );
  else {
    for (const ending of config.endings)
      all.push({
        label: `${job} job ends ${ending.status} ${ending.errorCode ?? ''}`.trim(),
        bank: ended(bank, ending),
      });
    all.push({
      label: `${job} job asks`,
      bank: asked(bank, config.questionsPerRound),
      takes: job === 'ours' ? 'round' : 'otherRound',
    });
    if (job === 'ours' && bank.taken.length > 0)
      all.push({
        label: 'the answers were wrong, and the same is asked again',
        bank: shows({ ...bank, taken: [] }, { status: 'CHALLENGED', questions: bank.taken }),
        takes: 'sameAgain',
      });
  }
  return all;
}

function started(bank: Bank, now: number): Outcome[] {
  const { job, face } = bank;
  if (job === 'other') return [{ label: 'another job runs', bank, reply: 'conflict' }];
  if (job === 'ours' || bank.queuedAt !== null)
    return [{ label: 'it runs already', bank, reply: face }];
  const running = begun(bank, 'ours', now);
  return [
    { label: 'the job begins', bank: running, reply: running.face, isTaken: true },
    { label: 'the job begins, the reply is as before', bank: running, reply: face, isTaken: true },
    {
      label: 'MX runs nothing',
      bank: { ...bank, isThrottled: true },
      reply: face,
      isTaken: true,
      takes: 'throttle',
    },
    {
      label: 'MX queues the job',
      bank: { ...bank, queuedAt: now },
      reply: face,
      isTaken: true,
      takes: 'queue',
    },
  ];
}

function submitted(
  bank: Bank,
  { questions, isRight }: Extract<Sent, { call: 'submitAnswers' }>,
): Outcome[] {
  const { face } = bank;
  if (!asks(bank)) return [{ label: 'nothing is asked', bank, reply: 'notAllowed' }];
  if (String(face.questions) !== String(questions))
    return [{ label: 'something else is asked', bank, reply: 'badRequest' }];
  const taken = { ...bank, taken: questions };
  const to = (next: Bank, label: string, takes?: Budget): Outcome => ({
    label,
    bank: next,
    reply: next.face,
    isTaken: true,
    ...(takes && { takes }),
  });
  return [
    { label: 'MX refuses the form', bank, reply: 'badRequest', takes: 'refusal' },
    ...(isRight
      ? [
          to(shows(taken, { status: 'RESUMED' }), 'right'),
          {
            ...to(shows(taken, { status: 'RESUMED' }), 'right, the reply is as before'),
            reply: face,
          },
        ]
      : [
          to(ended(taken, REJECTED), 'wrong, and that is the end'),
          to(asked(taken, questions.length), 'wrong, and another is asked', 'round'),
          to(
            shows({ ...bank, taken: [] }, { status: 'CHALLENGED', questions: face.questions }),
            'wrong, and the same is asked again',
            'sameAgain',
          ),
        ]),
  ];
}

/**
 * The effect of a request whose caller has given up: nobody can know of the job that it begins or the answers that
 * it delivers.
 */
export function arrivedLate(bank: Bank, sent: Sent, now: number): Happening[] {
  return arrived(bank, sent, now).map(({ label, bank: next, takes }) => {
    const isLogin = sent.call === 'startJob' && bank.job === 'none' && next.job === 'ours';
    return {
      label: `${sent.call} arrives late: ${label}`,
      bank: {
        ...next,
        taken: [],
        ...(isLogin && { hadLateStart: true }),
        ...(isLogin && bank.ours !== 'none' && { job: 'other', ours: bank.ours }),
      },
      ...(takes && { takes }),
    };
  });
}

/** The effect of a request, and MX's reply. */
export function arrived(bank: Bank, sent: Sent, now: number): Outcome[] {
  if (bank.isGone) return [{ label: 'no such member', bank, reply: 'notFound' }];
  switch (sent.call) {
    case 'readStatus':
      return [{ label: 'as it is', bank, reply: bank.face }];
    case 'startJob':
      return started(bank, now);
    case 'submitAnswers':
      return submitted(bank, sent);
  }
}

const moments: string[] = [];
const counts = new Map<string, number>();

/** A moment as MX writes it. */
function momentOf(count: number | null): string | null {
  if (count === null) return null;
  const moment = moments[count] ?? new Date(Date.UTC(2026, 0, 1, count)).toISOString();
  moments[count] = moment;
  counts.set(moment, count);
  return moment;
}

/** The number of a moment that MX has written. */
export const countOf = (moment: number | string | null | undefined): number | null | undefined =>
  typeof moment === 'string' ? counts.get(moment) : moment;

/** The question with this number. */
export const guidOf = (question: number): string => `G${question}`;
export const numberOf = (guid: string): number => Number(guid.slice(1));

/** The words of the questions that the bank shows. */
export const labelOf = ({ words = 0 }: Face): string => `Which?${'?'.repeat(words)}`;

/** What the bank shows, as a port returns it. */
export const readingOf = (
  face: Face,
  { flag, stamps }: Configuration,
  hasFlag = true,
): Reading => ({
  connectionStatus: face.status,
  isBeingAggregated: flag && hasFlag ? face.runs : null,
  challenges: face.questions.map((question) => ({
    guid: guidOf(question),
    type: 'TEXT',
    label: labelOf(face),
    options: [],
  })),
  ...(stamps && {
    aggregatedAt: momentOf(face.started),
    successfullyAggregatedAt: momentOf(face.succeeded),
  }),
  ...(face.errorCode !== undefined && { errorCode: face.errorCode }),
});

/** The bank before anything has happened. A job that already runs began at 0. */
export function bankOf({ input, before }: Configuration): Bank {
  const moments = 2;
  const face: Face = { runs: false, questions: [], ...before };
  const idle: Bank = {
    face,
    before: face,
    job: 'none',
    ours: 'none',
    other: 'none',
    isAuthorizing: input.job === null && input.oauth === true,
    isGone: false,
    isThrottled: false,
    queuedAt: null,
    hadLateStart: false,
    logins: 0,
    taken: [],
    questions: 0,
    moments,
    beganAt: 0,
  };
  return input.job === null && !idle.isAuthorizing ? begun(idle, 'ours', 0) : idle;
}
