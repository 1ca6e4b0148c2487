import type { Answers, SampleOptions } from './sample.ts';

/** What the server does at MX for one member: one request at a time, and what its reply means. */

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

/** The bank's time, in ms. */
const nowOf = ({ speed }: SampleOptions): number => Date.now() * speed;

export const jobOf = (
  { user_guid, credentials }: Readonly<Record<string, unknown>>,
  options: SampleOptions,
): Job => ({
  user: String(user_guid),
  credentials: Array.isArray(credentials) ? credentials : null,
  state: 'working',
  questions: [],
  start: 'due',
  startedAt: nowOf(options),
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
function backOff({ failures }: Job, { has, random }: SampleOptions): number {
  if (has('waits no longer while MX is down')) return POLL;
  const wait = Math.min(LONGEST, POLL * 2 ** failures);
  return has('waits without a random part') ? wait : wait * (0.5 + random());
}

/** How long MX asks to wait, in ms. */
const waitAsked = (reply: Response, { has, speed }: SampleOptions): number =>
  has('ignores Retry-After')
    ? POLL
    : Number(reply.headers.get('retry-after') ?? 60) * SECOND * speed + SECOND / 2;

/** Sends the start. It is saved as unsure before, so that no crash repeats it. */
async function sendStart(guid: string, job: Job, options: SampleOptions, save: () => void) {
  const { mx, has, log } = options;
  const path = pathOf(guid, job);
  const { credentials } = job;
  const send = () =>
    credentials && !has('forgets the new password')
      ? mx('PUT', path, { member: { credentials } })
      : mx('POST', `${path}/aggregate`);
  job.start = 'unsure';
  job.startedAt = nowOf(options);
  save();
  const reply = await send().catch(async (thrown) => {
    if (has('takes a lost reply for a failure')) job.state = 'failed';
    if (has('starts again at once after a lost reply')) await send();
    throw thrown;
  });
  const { status } = reply;
  if (has('logs headers')) log(`Basic ${reply.headers.get('x-sent-authorization')}`);
  if (reply.ok) job.start = 'sent';
  else if (status === 409 || status === 429) {
    job.start = 'due';
    if (status === 429 || !has('starts again and again after 409')) job.before = undefined;
  } else if (status >= 500) throw new Error('MX is down');
  else if (has('starts again and again during maintenance')) job.start = 'due';
  else job.state = 'failed';
  return status === 429 ? waitAsked(reply, options) : POLL;
}

interface Shown {
  readonly connection_status: string;
  readonly is_being_aggregated: boolean;
  readonly aggregated_at: string | null;
  readonly challenges?: readonly { readonly guid: string; readonly options?: readonly unknown[] }[];
}

/** What two equal readings of an idle member mean. */
function endOf(
  job: Job,
  { connection_status: status, aggregated_at: at }: Shown,
  options: SampleOptions,
): Job['state'] {
  const { has } = options;
  const hasRun = at !== job.before;
  const isLost = !hasRun && (job.start === 'unsure' || has('starts again when nothing runs'));
  const isRefused = ['DENIED', 'PREVENTED'].includes(status);
  const isPatient = nowOf(options) - job.startedAt < PATIENCE;
  if (!isLost && !hasRun && (isPatient || has('waits for a job that never runs'))) return 'working';
  if (isLost || (isRefused && has('starts again after DENIED'))) {
    job.start = 'due';
    return 'working';
  }
  return status === 'CONNECTED' || has('calls each end a success') ? 'connected' : 'failed';
}

/** What a mistaken server takes each reading of this status for. */
function believedOf(status: string, { has }: SampleOptions): Job['state'] | null {
  if (status === 'CONNECTED' && has('believes each CONNECTED')) return 'connected';
  return status === 'DENIED' && has('believes each DENIED') ? 'failed' : null;
}

function understand(job: Job, shown: Shown, options: SampleOptions): void {
  const { has } = options;
  const { connection_status: status, is_being_aggregated: isRunning, challenges = [] } = shown;
  const open = challenges.filter(({ guid }) => !job.answered.includes(guid));
  const believed = believedOf(status, options);
  const isTransient =
    TRANSIENT.includes(status) ||
    (status === 'EXPIRED' && has('takes EXPIRED for a passing status'));
  job.questions = [];
  if (job.state === 'asking') job.state = 'working';
  if (status === 'CHALLENGED') {
    if (open.length === 0) return;
    job.state = 'asking';
    const asked = has('asks only the first question') ? challenges.slice(0, 1) : open;
    job.questions = asked.map(({ guid, options = [] }) => ({ guid, options }));
  } else if (job.start === 'due') {
    if (!isRunning || has('starts again and again after 409')) job.before = shown.aggregated_at;
  } else if (believed) job.state = believed;
  else if (isRunning || isTransient) job.idle = null;
  else if (job.idle?.status !== status) job.idle = { status, at: nowOf(options) };
  else if (nowOf(options) - job.idle.at >= POLL - SECOND / 2)
    job.state = endOf(job, shown, options);
}

async function read(guid: string, job: Job, options: SampleOptions): Promise<number> {
  const { mx, has } = options;
  const reply = await mx('GET', `${pathOf(guid, job)}/status`);
  if (reply.status === 429) return waitAsked(reply, options);
  if (reply.status === 401 || reply.status === 403) {
    if (!has('goes on with a refused key')) job.state = 'failed';
  } else if (!reply.ok) {
    job.failures += 1;
    return backOff(job, options);
  } else {
    job.failures = 0;
    understand(job, ((await reply.json()) as { member: Shown }).member, options);
    if (has('polls each second')) return SECOND;
  }
  return POLL;
}

/**
 * Makes the next request for a member.
 *
 * @param save Saves the job.
 * @returns How long to wait until the next one, in ms.
 */
export async function work(guid: string, job: Job, options: SampleOptions, save: () => void) {
  const isReady = job.start === 'due' && job.before !== undefined;
  try {
    const wait = isReady
      ? await sendStart(guid, job, options, save)
      : await read(guid, job, options);
    const isNowReady =
      !isReady && job.start === 'due' && job.before !== undefined && !hasEnded(job);
    return isNowReady && wait === POLL ? 0 : wait;
  } catch {
    job.failures += 1;
    return backOff(job, options);
  } finally {
    save();
  }
}

/** Sends answers to MX, which may have them also without a reply. */
export async function sendAnswers(
  guid: string,
  job: Job,
  answers: Answers,
  { mx, has }: SampleOptions,
): Promise<void> {
  const send = () =>
    mx('PUT', `${pathOf(guid, job)}/resume`, { member: { challenges: answers } }).then(
      ({ ok }) => ok,
      () => false,
    );
  const isTaken = await send();
  if (!isTaken && has('sends an answer again after a lost reply')) await send();
  if (has('sends each answer twice')) await send();
}

export function noteAnswers(job: Job, answers: Answers): void {
  job.answered = [...job.answered, ...answers.map(({ guid }) => guid)];
  if (job.state !== 'asking') return;
  job.state = 'working';
  job.questions = [];
}

export const REPLIES = {
  accepted: { status: 202, body: {} },
  refused: { status: 409, body: {} },
  unknown: { status: 404, body: {} },
  heard: { status: 204, body: {} },
} as const;

export const shownOf = (job: Job | undefined) =>
  job ? { status: 200, body: { state: job.state, questions: job.questions } } : REPLIES.unknown;
