import type { Job } from '@mx-member/machine/step';
import { withoutQuestions } from './background.ts';
import { type AnswerRow, askAll, gradeAnswer } from './challenges.ts';
import { collect, type Item, itemsOf } from './collected.ts';
import type { GuidPrefix } from './guids.ts';
import { type Member, NOTHING_DONE, type RunningJob } from './member.ts';
import type { Rules } from './options.ts';
import { addReceived, type StartResult } from './received.ts';
import { type ConnectionStatus, parseScript, type Script } from './scripts.ts';

/** The options, the source of guids, and the outages of institutions. */
export type JobRules = Rules & {
  readonly newGuid: (prefix: GuidPrefix) => string;
  /** How jobs at an institution end at this moment. `undefined` if the institution can be read. */
  readonly outageAt: (institution: string) => ConnectionStatus | undefined;
};

/** The member with another shown state. `job` is the job that runs from now on. */
const showing = (
  member: Member,
  shown: Partial<Member['shown']>,
  job: RunningJob | null,
): Member => ({
  ...member,
  shown: { ...member.shown, challenges: [], ...shown, isBeingAggregated: isAtWork(job) },
  job,
});

/** A queued job has not begun. */
const isAtWork = (job: RunningJob | null): boolean => job !== null && job.queuedAs === undefined;

/** What the bank does in a job, if it lets MX in. */
function scriptOf({ login }: Member, rules: Rules): Script {
  if (login) return login.script;
  const script = parseScript(rules.oauthScript);
  return 'problem' in script ? [] : script;
}

function refusedAs(member: Member, at: number, rules: JobRules): ConnectionStatus | undefined {
  const { login, standing, institution } = member;
  if (member.needsUpdatedCredentials) return 'PREVENTED';
  const outage = rules.outageAt(institution.code);
  if (outage !== undefined) return outage;
  if (standing.heldAs !== null) return standing.heldAs;
  if (login)
    return login.isKnownUser && login.password !== standing.refusedPassword ? undefined : 'DENIED';
  const { consentUntil } = standing;
  return consentUntil !== null && at >= consentUntil ? rules.consentEndsAs : undefined;
}

function stepsOf(member: Member, isBackground: boolean, at: number, rules: JobRules): Script {
  const refused = refusedAs(member, at, rules);
  if (refused !== undefined) return [{ show: refused }];
  const script = scriptOf(member, rules);
  const known = isBackground && !rules.background?.asksAgain ? withoutQuestions(script) : script;
  const { asks } = member.standing;
  return asks.length > 0 ? [{ ask: asks }, ...known] : known;
}

/** How a job begins. */
export interface Beginning {
  readonly type: Job;
  /** Whether MX starts it by itself. @default false */
  readonly isBackground?: boolean;
  /** Whether it waits in the queue of `BankOptions`. @default false */
  readonly isQueued?: boolean;
  /** What the client wants returned with the job's webhook (OAS25). @default null */
  readonly callbackPayload?: string | null | undefined;
  /** Data that the job leaves out. @default nothing */
  readonly without?: readonly Item[] | undefined;
  /** The status that the member shows at once. @default the status of the previous job (A-BAL, A-AGG) */
  readonly status?: ConnectionStatus | undefined;
}

/** The result of a start. Starting the same job again succeeds, and so does a throttled start (202, D-ERR). */
export function startResult(
  { job: running, shown, received }: Member,
  job: Job,
  now: number,
  rules: Rules,
): StartResult {
  if (running) return running.type === job ? 'alreadyRunning' : 'otherJobRuns';
  const { balanceLimit: limit } = rules;
  const isRecent = (start: { readonly at: number; readonly job: Job; readonly result: string }) =>
    start.job === job && start.result === 'started' && limit && now - start.at < limit.within;
  if (job === 'check_balance' && limit && received.starts.filter(isRecent).length >= limit.most)
    return 'tooMany';
  const last = shown.successfullyAggregatedAt;
  const isThrottled = job === 'aggregate' && last !== null && now < last + rules.throttle;
  return isThrottled ? 'throttled' : 'started';
}

/** Starts a job, or puts it into the queue. */
export function beginJob(
  member: Member,
  beginning: Beginning,
  at: number,
  rules: JobRules,
): Member {
  const { type, isBackground = false, callbackPayload = null, without = [] } = beginning;
  const { status = member.shown.status, isQueued = false } = beginning;
  const job: RunningJob = {
    guid: rules.newGuid('JOB'),
    type,
    ...(isBackground && { isBackground }),
    callbackPayload,
    without,
    steps: [],
    dueAt: at + rules.queue,
  };
  if (rules.queue === 0 || !isQueued) return setToWork(member, job, status, at, rules);
  const shown = { ...member.shown, status };
  return { ...member, shown, job: { ...job, queuedAs: status } };
}

/** The job begins, and MX shows it. */
function setToWork(
  member: Member,
  queued: RunningJob,
  status: ConnectionStatus,
  at: number,
  rules: JobRules,
): Member {
  const passing = rules.statusWhileRunning;
  const steps = stepsOf(member, queued.isBackground ?? false, at, rules);
  const { queuedAs: _, ...job } = queued;
  const shown: Partial<Member['shown']> = {
    status,
    aggregatedAt: at,
    ...NOTHING_DONE,
    errorCode: null,
    jobGuid: job.guid,
  };
  return showing(member, shown, {
    ...job,
    steps: passing === 'previous' ? steps : [{ show: passing }, ...steps],
    dueAt: passing === 'previous' ? at + rules.step : at,
  });
}

/** Carries out the step that is due. */
export function advance(member: Member, job: RunningJob, rules: JobRules): Member {
  const { dueAt: at, steps, queuedAs } = job;
  if (queuedAs !== undefined) return setToWork(member, job, queuedAs, at, rules);
  if (member.shown.status === 'CHALLENGED') return showing(member, { status: 'EXPIRED' }, null);
  const [step, ...rest] = steps;
  if (!step) return showing(member, {}, null);
  if ('ask' in step || 'again' in step) {
    const challenges = 'again' in step ? step.again : askAll(step.ask, rules.newGuid);
    const asked = { ...job, steps: rest, dueAt: at + rules.challengeLifetime };
    return { ...showing(member, { status: 'CHALLENGED', challenges }, asked), denied: 0 };
  }
  const isConnected = step.show === 'CONNECTED';
  const shown: Partial<Member['shown']> = {
    status: step.show,
    isAuthenticated: isConnected,
    hasProcessedAccounts: isConnected,
  };
  return rest.length > 0
    ? showing(member, shown, { ...job, steps: rest, dueAt: at + rules.step })
    : end(member, { ...shown, errorCode: step.errorCode ?? null }, job, rules);
}

function end(member: Member, shown: Partial<Member['shown']>, job: RunningJob, rules: Rules) {
  const { dueAt: at, type } = job;
  if (shown.status === 'DENIED') {
    const denied = member.denied + 1;
    const isPrevented = denied >= rules.mostDenied;
    const status = isPrevented ? 'PREVENTED' : 'DENIED';
    const ended = showing(member, { ...shown, status }, null);
    return { ...ended, denied, needsUpdatedCredentials: isPrevented };
  }
  if (shown.status !== 'CONNECTED') {
    // A PREVENTED job did not try to log in, so the count of DENIED stays.
    const denied = member.needsUpdatedCredentials ? member.denied : 0;
    return { ...showing(member, shown, null), denied };
  }
  const isGood = shown.errorCode === null;
  const items = itemsOf(type, job.without);
  const done: Partial<Member['shown']> = {
    ...shown,
    hasProcessedTransactions: items.includes('transactions'),
    hasProcessedAccountNumbers: items.includes('numbers'),
    ...(isGood && { successfullyAggregatedAt: at }),
  };
  const collected = isGood ? collect(member.collected, items, at) : member.collected;
  // A successful job has answered the bank's questions.
  const standing = isGood ? { ...member.standing, asks: [] } : member.standing;
  return { ...showing(member, done, null), denied: 0, collected, standing };
}

/** An answer of a client: the guid of the question, and the answer. */
export interface GivenAnswer {
  readonly guid: string;
  readonly value: string;
}

/** Says why answers do not fit. `undefined` if every open question is answered once. */
export function invalidAnswers(
  { shown }: Member,
  answers: readonly GivenAnswer[],
): string | undefined {
  const open = new Set(shown.challenges.map(({ guid }) => guid));
  if (answers.some(({ guid }) => !open.has(guid)))
    return 'A challenge guid does not belong to an open challenge. Read the status again.';
  const given = new Set(answers.map(({ guid }) => guid));
  if (given.size < answers.length) return 'A challenge is answered more than once.';
  return given.size < open.size ? 'Not every open challenge is answered.' : undefined;
}

/** Accepts the answers of one round. They must fit the open questions. */
export function resume(
  member: Member,
  job: RunningJob,
  answers: readonly GivenAnswer[],
  at: number,
  rules: JobRules,
): Member {
  const { challenges } = member.shown;
  const rows = answers.map(({ guid, value }) => {
    const challenge = challenges.find((one) => one.guid === guid);
    const row = challenge && gradeAnswer(challenge, value, rules.answerOptionsBy);
    const grade: AnswerRow['grade'] =
      !row || (row.grade === 'followUp' && !rules.followUp) ? 'wrong' : row.grade;
    return { challenge: guid, grade, end: row?.end ?? null };
  });
  const failure = rows.find(({ grade }) => grade === 'bankError');
  const has = (wanted: AnswerRow['grade']) => rows.some(({ grade }) => grade === wanted);
  const again =
    rules.wrongAnswer === 'same'
      ? { again: challenges }
      : { ask: challenges.map(({ type }) => type) };
  const steps = (): RunningJob['steps'] => {
    if (failure) return [{ show: failure.end }];
    if (has('wrong'))
      return rules.wrongAnswer === 'REJECTED' ? [{ show: 'REJECTED' }] : [again, ...job.steps];
    return has('followUp') ? [{ ask: ['TEXT'] }, ...job.steps] : job.steps;
  };
  const resumed = { ...job, steps: steps(), dueAt: at + rules.step };
  return {
    ...showing(member, { status: 'RESUMED' }, resumed),
    received: addReceived(member.received, {
      answers: rows.map(({ challenge, grade }) => ({ at, challenge, grade })),
    }),
  };
}
