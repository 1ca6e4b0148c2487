import type { StyleOptions } from './style.ts';

/** What all styles do at MX for one member: one request at a time, and what its reply means. They differ in who asks when. */

interface Question {
  readonly guid: string;
  readonly options: readonly unknown[];
}

/** A row of a server's table. */
export interface Job {
  readonly user: string;
  readonly credentials: readonly unknown[] | null;
  state: 'working' | 'asking' | 'connected' | 'failed';
  questions: readonly Question[];
  /** `due`: not sent. `sent`: MX has accepted it. `unsure`: it was sent, and no reply came. */
  start: 'due' | 'sent' | 'unsure';
  startedAt: number;
  /** `aggregated_at` of the last reading before the start; `undefined` until then. */
  before: string | null | undefined;
  /** An idle reading, which counts when the next one is the same. */
  idle: { readonly status: string; readonly at: number } | null;
  /** The guids of questions whose answers were sent. */
  answered: readonly string[];
  failures: number;
}

export const jobOf = ({ user_guid, credentials }: Readonly<Record<string, unknown>>): Job => ({
  user: String(user_guid),
  credentials: Array.isArray(credentials) ? credentials : null,
  state: 'working',
  questions: [],
  start: 'due',
  startedAt: Date.now(),
  before: undefined,
  idle: null,
  answered: [],
  failures: 0,
});

export const hasEnded = ({ state }: Job): boolean => state === 'connected' || state === 'failed';

export const SECOND = 1_000;
/** The least time between two readings of a member, in ms. */
export const POLL = 3 * SECOND;
/** How long until an idle member without a new job counts, in ms. */
const PATIENCE = 60 * SECOND;
const LONGEST = 60 * SECOND;
const TRANSIENT = ['CREATED', 'UPDATED', 'RESUMED', 'RECONNECTED', 'PENDING'];

const pathOf = (guid: string, { user }: Job): string => `/users/${user}/members/${guid}`;

/** The wait after failures in a row: longer each time, with a random part. */
const backOff = ({ failures }: Job, random: () => number): number =>
  Math.min(LONGEST, POLL * 2 ** failures) * (0.5 + random());

/** How long MX asks to wait, in ms. */
const waitAsked = (reply: Response): number =>
  Number(reply.headers.get('retry-after') ?? 60) * SECOND + SECOND / 2;

/** Sends the start. It is saved as unsure before, so that no crash repeats it. */
async function sendStart(guid: string, job: Job, options: StyleOptions, save: () => void) {
  const path = pathOf(guid, job);
  const { credentials } = job;
  job.start = 'unsure';
  job.startedAt = Date.now();
  save();
  const reply = credentials
    ? await options.mx('PUT', path, { member: { credentials } })
    : await options.mx('POST', `${path}/aggregate`);
  if (reply.ok) job.start = 'sent';
  else if (reply.status === 409 || reply.status === 429) {
    job.start = 'due';
    job.before = undefined;
  } else if (reply.status >= 500) throw new Error('MX is down');
  else job.state = 'failed';
  return reply.status === 429 ? waitAsked(reply) : POLL;
}

interface Shown {
  readonly connection_status: string;
  readonly is_being_aggregated: boolean;
  readonly aggregated_at: string | null;
  readonly challenges?: readonly { readonly guid: string; readonly options?: readonly unknown[] }[];
}

/** What two equal readings of an idle member mean. */
function endOf(job: Job, { connection_status: status, aggregated_at: at }: Shown): Job['state'] {
  const hasRun = at !== job.before;
  if (!hasRun && job.start === 'unsure') {
    job.start = 'due';
    return 'working';
  }
  if (!hasRun && Date.now() - job.startedAt < PATIENCE) return 'working';
  return status === 'CONNECTED' ? 'connected' : 'failed';
}

function understand(job: Job, shown: Shown): void {
  const { connection_status: status, is_being_aggregated: isRunning, challenges = [] } = shown;
  const open = challenges.filter(({ guid }) => !job.answered.includes(guid));
  job.questions = [];
  if (job.state === 'asking') job.state = 'working';
  if (status === 'CHALLENGED') {
    if (open.length === 0) return;
    job.state = 'asking';
    job.questions = open.map(({ guid, options = [] }) => ({ guid, options }));
  } else if (job.start === 'due') {
    if (!isRunning) job.before = shown.aggregated_at;
  } else if (isRunning || TRANSIENT.includes(status)) job.idle = null;
  else if (job.idle?.status !== status) job.idle = { status, at: Date.now() };
  else if (Date.now() - job.idle.at >= POLL - SECOND / 2) job.state = endOf(job, shown);
}

async function read(guid: string, job: Job, { mx, random }: StyleOptions): Promise<number> {
  const reply = await mx('GET', `${pathOf(guid, job)}/status`);
  if (reply.status === 429) return waitAsked(reply);
  if (reply.status === 401 || reply.status === 403) job.state = 'failed';
  else if (!reply.ok) {
    job.failures += 1;
    return backOff(job, random);
  } else {
    job.failures = 0;
    understand(job, ((await reply.json()) as { member: Shown }).member);
  }
  return POLL;
}

/**
 * Makes the next request for a member.
 *
 * @param save Saves the job.
 * @returns How long to wait until the next one, in ms.
 */
export async function work(guid: string, job: Job, options: StyleOptions, save: () => void) {
  const isReady = job.start === 'due' && job.before !== undefined;
  try {
    const wait = isReady
      ? await sendStart(guid, job, options, save)
      : await read(guid, job, options);
    const isNowReady = job.start === 'due' && job.before !== undefined && !hasEnded(job);
    return isNowReady && wait === POLL ? 0 : wait;
  } catch {
    job.failures += 1;
    return backOff(job, options.random);
  } finally {
    save();
  }
}

/** Notes answers as sent, then sends them. Rejects without a reply. */
export function sendAnswers(
  guid: string,
  job: Job,
  answers: readonly { readonly guid: string }[],
  { mx }: StyleOptions,
): Promise<Response> {
  return mx('PUT', `${pathOf(guid, job)}/resume`, { member: { challenges: answers } });
}

export function noteAnswers(job: Job, answers: readonly { readonly guid: string }[]): void {
  job.answered = [...job.answered, ...answers.map(({ guid }) => guid)];
  job.state = 'working';
  job.questions = [];
}

export const REPLIES = {
  accepted: { status: 202, body: {} },
  refused: { status: 409, body: {} },
  unknown: { status: 404, body: {} },
} as const;

export const shownOf = (job: Job | undefined) =>
  job ? { status: 200, body: { state: job.state, questions: job.questions } } : REPLIES.unknown;
