import type { FaultCode, Reason } from '@mx-member/machine/step';
import type { BeliefName } from './beliefs.ts';

/**
 * MX's member as a small machine that can do several things next: what it shows, what it does by itself, and what a
 * request does to it. The lists contain everything that can happen, so a search sees all of it, and a log of
 * MX that no way through it explains is a finding. Each way names the belief behind it (`beliefs.ts`).
 */

/** The member as MX shows it at one moment. Questions and moments are numbered: a later one has a higher number. */
export interface Face {
  readonly status: string | null;
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

/** What the banks of a search or of a log can show. */
export interface Setting {
  readonly endings: readonly Ending[];
  /** Statuses that a running job can show for a while. */
  readonly passing: readonly (string | null)[];
  readonly questionsPerRound: number;
}

/** The state of a member and its bank. */
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

/** A way on. */
export interface Way {
  readonly label: string;
  readonly belief: BeliefName;
  readonly bank: Bank;
}

/** A possible result of a request: the bank afterwards, and MX's reply. */
export interface Outcome extends Way {
  readonly reply: Face | FaultCode;
  /** MX did what the request asked for. */
  readonly isTaken?: boolean;
}

/** A call of a lifecycle on its way to MX. */
export type Sent =
  | { readonly call: 'startJob' }
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

/** The bank shows the member in a different condition. */
const shows = (bank: Bank, face: Partial<Face>, rest: Partial<Bank> = {}): Bank => {
  const job = rest.job ?? bank.job;
  const next = { ...bank.face, questions: [], ...face, runs: job !== 'none' };
  return { ...bank, before: bank.face, ...rest, job, face: next };
};

/** A job begins. It removes the error of the job before. */
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

const askedAgain = (bank: Bank, questions: readonly number[]): Bank =>
  shows({ ...bank, taken: [] }, { status: 'CHALLENGED', questions });

// What the bank does by itself.

/** What the bank can do by itself. */
export function happenings(bank: Bank, setting: Setting, now: number): Way[] {
  const { job, isAuthorizing, isGone } = bank;
  if (isGone) return [];
  const deletion: Way = {
    label: 'the member is deleted',
    belief: 'deleted',
    bank: { ...bank, before: bank.face, isGone: true },
  };
  if (isAuthorizing) return [deletion, ...atTheBank(bank, now)];
  if (bank.queuedAt !== null)
    return [
      deletion,
      { label: 'the job begins that was queued', belief: 'queued', bank: begun(bank, 'ours', now) },
    ];
  if (job === 'none')
    return [
      deletion,
      { label: 'MX starts a job of its own', belief: 'ownJob', bank: begun(bank, 'other', now) },
    ];
  return [deletion, ...(asks(bank) ? openQuestion(bank) : atWork(bank, setting))];
}

/** The user is at the bank's own page. Who leaves it changes nothing. */
const atTheBank = (bank: Bank, now: number): Way[] => [
  {
    label: 'the user authorizes',
    belief: 'authorized',
    bank: { ...begun(bank, 'ours', now), isAuthorizing: false },
  },
  {
    label: 'the user authorizes nothing',
    belief: 'authorizationDenied',
    bank: ended(bank, DENIED),
  },
];

const openQuestion = (bank: Bank): Way[] => [
  {
    label: 'the question has other words',
    belief: 'reworded',
    bank: shows(bank, { questions: bank.face.questions, words: (bank.face.words ?? 0) + 1 }),
  },
  { label: 'the question expires', belief: 'expired', bank: ended(bank, EXPIRED) },
  {
    label: 'somebody else answers',
    belief: 'answeredElsewhere',
    bank: shows(bank, { status: 'RESUMED' }),
  },
];

const beliefOfEnd = ({ reason, errorCode, first }: Ending): BeliefName =>
  first !== undefined
    ? 'lateCode'
    : errorCode !== undefined
      ? 'endedWithCode'
      : reason === null
        ? 'endedWell'
        : 'endedBadly';

function atWork(bank: Bank, { endings, passing, questionsPerRound }: Setting): Way[] {
  const { job, taken, face } = bank;
  const ends = endings.map((ending) => ({
    label: `${job} job ends ${ending.status} ${ending.errorCode ?? ''}`.trim(),
    belief: beliefOfEnd(ending),
    bank: ended(bank, ending),
  }));
  const passes = passing
    .filter((status) => status !== face.status)
    .map((status) => ({
      label: `${job} job shows ${status}`,
      belief: USUAL_PASSING.includes(status) ? ('passing' as const) : ('passingOther' as const),
      bank: shows(bank, { status }),
    }));
  const question: Way = {
    label: `${job} job asks`,
    belief: job === 'ours' ? 'asked' : 'askedByOther',
    bank: asked(bank, questionsPerRound),
  };
  const wrong: Way[] =
    job === 'ours' && taken.length > 0
      ? [
          {
            label: 'the answers were wrong, and the same is asked again',
            belief: 'wrongAsksSame',
            bank: askedAgain(bank, taken),
          },
          {
            label: 'the answers were wrong, and that is the end',
            belief: 'wrongEnds',
            bank: ended({ ...bank, taken: [] }, REJECTED),
          },
        ]
      : [];
  return [...ends, ...passes, question, ...wrong];
}

// What a request does.

/** The effect of a request, and MX's reply. */
export function arrived(bank: Bank, sent: Request, now: number): Outcome[] {
  if (bank.isGone) return [{ label: 'no such member', belief: 'gone', bank, reply: 'notFound' }];
  switch (sent.call) {
    case 'readStatus':
      return [{ label: 'as it is', belief: 'statusStays', bank, reply: bank.face }];
    case 'startJob':
      return started(bank, now);
    case 'submitAnswers':
      return submitted(bank, sent);
    case 'updateCredentials':
      return updated(bank, now);
  }
}

const taken = (way: Way, reply: Face = way.bank.face): Outcome => ({
  ...way,
  reply,
  isTaken: true,
});

function started(bank: Bank, now: number): Outcome[] {
  const { job, face } = bank;
  if (job === 'none' && face.status === 'PENDING')
    return [{ label: 'PENDING', belief: 'startPending', bank, reply: 'notAllowed' }];
  if (job === 'other')
    return [
      { label: 'another job runs', belief: 'otherJobRuns', bank, reply: 'conflict' },
      taken({
        label: 'the same job runs, which MX has started',
        belief: 'joined',
        bank: { ...bank, job: 'ours', ours: 'runs' },
      }),
    ];
  if (job === 'ours' || bank.queuedAt !== null)
    return [{ label: 'it runs already', belief: 'startedAgain', bank, reply: face }];
  const running = begun(bank, 'ours', now);
  return [
    { label: 'the job is not supported', belief: 'unsupported', bank, reply: 'badRequest' },
    taken({ label: 'the job begins', belief: 'started', bank: running }),
    taken(
      { label: 'the job begins, the reply is as before', belief: 'startedUnseen', bank: running },
      face,
    ),
    taken(
      { label: 'MX runs nothing', belief: 'throttled', bank: { ...bank, isThrottled: true } },
      face,
    ),
    taken({ label: 'MX queues the job', belief: 'queued', bank: { ...bank, queuedAt: now } }, face),
  ];
}

function submitted(
  bank: Bank,
  { questions, isRight }: Extract<Sent, { call: 'submitAnswers' }>,
): Outcome[] {
  const { face } = bank;
  if (!asks(bank))
    return [{ label: 'nothing is asked', belief: 'notAsked', bank, reply: 'notAllowed' }];
  if (String(face.questions) !== String(questions))
    return [{ label: 'something else is asked', belief: 'otherAsked', bank, reply: 'badRequest' }];
  const given = { ...bank, taken: questions };
  const resumed = shows(given, { status: 'RESUMED' });
  const refused: Outcome = {
    label: 'MX refuses the form',
    belief: 'formRefused',
    bank,
    reply: 'badRequest',
  };
  if (isRight)
    return [
      refused,
      taken({ label: 'right', belief: 'answered', bank: resumed }),
      taken(
        { label: 'right, the reply is as before', belief: 'answeredUnseen', bank: resumed },
        face,
      ),
    ];
  return [
    refused,
    taken({ label: 'wrong, and the bank looks at them', belief: 'wrongLooked', bank: resumed }),
    taken({
      label: 'wrong, and that is the end',
      belief: 'wrongEnds',
      bank: ended(given, REJECTED),
    }),
    taken({
      label: 'wrong, and another is asked',
      belief: 'wrongAsksNew',
      bank: asked(given, questions.length),
    }),
    taken({
      label: 'wrong, and the same is asked again',
      belief: 'wrongAsksSame',
      bank: askedAgain(bank, face.questions),
    }),
  ];
}

const updated = (bank: Bank, now: number): Outcome[] => [
  { label: 'MX refuses the form', belief: 'formRefused', bank, reply: 'badRequest' },
  bank.job === 'none'
    ? taken({
        label: 'new credentials start a job',
        belief: 'updated',
        bank: begun(bank, 'ours', now, { status: 'UPDATED' }),
      })
    : taken({ label: 'new credentials for a later job', belief: 'updated', bank }),
];

/**
 * The effect of a request whose caller has given up: nobody can know of the job that it begins or the answers that it
 * delivers.
 */
export function arrivedLate(bank: Bank, sent: Request, now: number): Way[] {
  return arrived(bank, sent, now).map(({ label, belief, bank: next }) => {
    const isLogin = sent.call === 'startJob' && bank.job === 'none' && next.job === 'ours';
    return {
      label: `${sent.call} arrives late: ${label}`,
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
export const followed = (bank: Bank, isAuthorizing: boolean): Bank =>
  isAuthorizing ? { ...bank, isAuthorizing } : begun(bank, 'ours', 0);

/** A creation, and MX's reply: its status, and the member. A refused creation has no member. */
export interface Creation {
  readonly label: string;
  readonly belief: BeliefName;
  readonly httpStatus: 200 | 201 | 202 | 409;
  readonly bank: Bank | null;
}

/** What the creation of a member can lead to. */
export function creations(isOauth: boolean, isDuplicate: boolean): Creation[] {
  if (isDuplicate)
    return [{ label: 'it exists already', belief: 'duplicate', httpStatus: 409, bank: null }];
  const times = { started: null, succeeded: null };
  if (isOauth) {
    const bank = { ...idleBank({ status: 'PENDING', ...times }), isAuthorizing: true };
    return [{ label: 'PENDING', belief: 'createdPending', httpStatus: 200, bank }];
  }
  const idle = idleBank({ status: 'CREATED', ...times });
  const failed = {
    ...idle,
    face: { ...idle.face, errorCode: 1000 },
  };
  return [
    { label: 'its job runs', belief: 'created', httpStatus: 202, bank: begun(idle, 'ours', 0) },
    { label: 'without a job', belief: 'createdIdle', httpStatus: 200, bank: idle },
    { label: 'its job could not start', belief: 'createdIdle', httpStatus: 201, bank: failed },
  ];
}
