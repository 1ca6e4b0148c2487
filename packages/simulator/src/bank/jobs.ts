import type { Job } from '@mx-member/machine/step';
import { bring, type Item, itemsOf } from '../accounts/brought.ts';
import { askAll, type Judgement, judge } from './challenges.ts';
import type { GuidPrefix } from './guids.ts';
import type { Face, Member, RunningJob } from './member.ts';
import type { Rules } from './options.ts';
import { type ConnectionStatus, parseScript, type Script } from './scenarios.ts';

/** What the steps of a job depend on. */
export type JobRules = Rules & { readonly newGuid: (prefix: GuidPrefix) => string };

/** A member with another face; `job` is what runs from now on. */
const turn = (member: Member, face: Partial<Face>, job: RunningJob | null): Member => ({
  ...member,
  before: member.face,
  face: { ...member.face, challenges: [], ...face, isBeingAggregated: job !== null },
  job,
});

function stepsOf(member: Member, rules: Rules): Script {
  if (member.needsUpdatedCredentials) return [{ show: 'PREVENTED' }];
  if (member.login) return member.login.isKnownUser ? member.login.script : [{ show: 'DENIED' }];
  const script = parseScript(rules.oauthScript);
  return 'problem' in script ? [] : script;
}

/** How a job begins. */
export interface Beginning {
  readonly type: Job;
  /** What the client wants back with the job's webhook (OAS25). @default null */
  readonly callbackPayload?: string | null | undefined;
  /** What it shall not bring. @default nothing */
  readonly without?: readonly Item[] | undefined;
  /** What the member shows at once; without it, it still shows the job before (A-BAL, A-AGG). */
  readonly status?: ConnectionStatus | undefined;
}

/** Starts a job. */
export function beginJob(
  member: Member,
  { type, callbackPayload = null, without = [], status = member.face.status }: Beginning,
  at: number,
  rules: JobRules,
): Member {
  const passing = rules.statusWhileRunning;
  const steps = stepsOf(member, rules);
  const job: RunningJob = {
    guid: rules.newGuid('JOB'),
    type,
    callbackPayload,
    without,
    steps: passing === 'previous' ? steps : [{ show: passing }, ...steps],
    dueAt: passing === 'previous' ? at + rules.step : at,
  };
  const face: Partial<Face> = {
    status,
    aggregatedAt: at,
    isAuthenticated: false,
    hasProcessedAccounts: false,
    hasProcessedTransactions: false,
    hasProcessedAccountNumbers: false,
    errorCode: null,
    jobGuid: job.guid,
  };
  return turn(member, face, job);
}

/** Does the step that is due. */
export function advance(member: Member, job: RunningJob, rules: JobRules): Member {
  const { dueAt: at, steps } = job;
  if (member.face.status === 'CHALLENGED') return turn(member, { status: 'EXPIRED' }, null);
  const [step, ...rest] = steps;
  if (!step) return turn(member, {}, null);
  if ('ask' in step) {
    const challenges = askAll(step.ask, rules.newGuid);
    const asked = { ...job, steps: rest, dueAt: at + rules.challengeLifetime };
    return { ...turn(member, { status: 'CHALLENGED', challenges }, asked), denied: 0 };
  }
  const isConnected = step.show === 'CONNECTED';
  const face: Partial<Face> = {
    status: step.show,
    isAuthenticated: isConnected,
    hasProcessedAccounts: isConnected,
  };
  return rest.length > 0
    ? turn(member, face, { ...job, steps: rest, dueAt: at + rules.step })
    : end(member, { ...face, errorCode: step.errorCode ?? null }, job, rules);
}

function end(member: Member, face: Partial<Face>, job: RunningJob, rules: Rules) {
  const { dueAt: at, type } = job;
  if (face.status === 'DENIED') {
    const denied = member.denied + 1;
    const isPrevented = denied >= rules.mostDenied;
    const status = isPrevented ? 'PREVENTED' : 'DENIED';
    const ended = turn(member, { ...face, status }, null);
    return { ...ended, denied, needsUpdatedCredentials: isPrevented };
  }
  if (face.status !== 'CONNECTED') {
    // Where nothing was tried there is no end to what came before.
    const denied = member.needsUpdatedCredentials ? member.denied : 0;
    return { ...turn(member, face, null), denied };
  }
  const isGood = face.errorCode === null;
  const items = itemsOf(type, job.without);
  const done: Partial<Face> = {
    ...face,
    hasProcessedTransactions: items.includes('transactions'),
    hasProcessedAccountNumbers: items.includes('numbers'),
    ...(isGood && { successfullyAggregatedAt: at }),
  };
  const brought = isGood ? bring(member.brought, items, at) : member.brought;
  return { ...turn(member, done, null), denied: 0, brought };
}

/** An answer of a client: the guid of the question and what was answered. */
export interface GivenAnswer {
  readonly guid: string;
  readonly value: string;
}

/** What is wrong with the form of the answers; `undefined` when every open question is answered once. */
export function flawOf({ face }: Member, answers: readonly GivenAnswer[]): string | undefined {
  const open = new Set(face.challenges.map(({ guid }) => guid));
  if (answers.some(({ guid }) => !open.has(guid)))
    return 'A challenge guid is not one of the open challenges; read the status again.';
  const given = new Set(answers.map(({ guid }) => guid));
  if (given.size < answers.length) return 'A challenge is answered more than once.';
  return given.size < open.size ? 'Not every open challenge is answered.' : undefined;
}

/** Takes the answers of one round, which fit the open questions. */
export function resume(
  member: Member,
  job: RunningJob,
  answers: readonly GivenAnswer[],
  at: number,
  rules: JobRules,
): Member {
  const { challenges } = member.face;
  const rows = answers.map(({ guid, value }) => {
    const challenge = challenges.find((one) => one.guid === guid);
    const row = challenge && judge(challenge, value, rules.answerOptionsBy);
    const judged: Judgement =
      !row || (row.judged === 'followUp' && !rules.followUp) ? 'wrong' : row.judged;
    return { challenge: guid, judged, end: row?.end ?? null };
  });
  const failure = rows.find(({ judged }) => judged === 'bankError');
  const has = (judgement: Judgement) => rows.some(({ judged }) => judged === judgement);
  const again = { ask: challenges.map(({ type }) => type) };
  const steps = (): Script => {
    if (failure) return [{ show: failure.end }];
    if (has('wrong'))
      return rules.wrongAnswer === 'REJECTED' ? [{ show: 'REJECTED' }] : [again, ...job.steps];
    return has('followUp') ? [{ ask: ['TEXT'] }, ...job.steps] : job.steps;
  };
  const resumed = { ...job, steps: steps(), dueAt: at + rules.step };
  return {
    ...turn(member, { status: 'RESUMED' }, resumed),
    received: {
      ...member.received,
      answers: [
        ...member.received.answers,
        ...rows.map(({ challenge, judged }) => ({ at, challenge, judged })),
      ],
    },
  };
}
