import type {
  AnswerName,
  Challenge,
  FaultCode,
  MemberContext,
  MemberOutput,
  PendingStart,
  Phase,
  Problem,
  Progress,
  Rule,
  StampedReading,
  Started,
} from '../data/types.ts';
import { statusOf } from '../mx/statuses.ts';
import { needsUser, SLOW_AFTER } from '../rules/timing.ts';

/**
 * Everything that a screen shows, without sentences. It is plain JSON, without answers.
 *
 * The sentences are optional here, because the host in a page leaves them out: the connect screen has its own. {@link MemberView}
 * has all of them.
 */
export interface BareView {
  /** The phase, or the final state. */
  readonly state: Phase | 'connected' | 'failed';
  /** Whether MX is working. Show that something happens. */
  readonly busy: boolean;
  /**
   * What MX waits for: `answers` to `challenges`, or the user's `authorization` at the bank's own page. `null` after a
   * restore until MX was polled, because it may wait for something else by then.
   */
  readonly needs: 'answers' | 'authorization' | null;
  /** The number of rounds of challenges so far. */
  readonly round: number;
  /** How often the user was asked so far. Send it with the answers: `{ type: 'challenge.answer', answers, prompt }`. */
  readonly prompt: number;
  /** The open questions. Empty unless `needs` is `answers`. */
  readonly challenges: readonly Challenge[];
  /** Which field of a chosen option is sent to MX. `prepareAnswers` reads it here. */
  readonly answerWith: AnswerName;
  /** What is wrong with the last answers. */
  readonly problems: readonly Problem[];
  /** A temporary problem, or `null`. The machine continues by itself. */
  readonly warning: { readonly code: FaultCode; readonly message?: string } | null;
  /** MX's own status. `null` if MX has not shown one in this state. */
  readonly status: {
    /** The name that MX uses. */
    readonly name: string | null;
    /** Whether this version knows the status. */
    readonly known: boolean;
    /** What the status means. */
    readonly meaning?: string;
    /** MX's own sentence for the user (`connection_status_message`), if MX sent one. */
    readonly message: string | null;
  } | null;
  /** How far the job is, as MX shows it. It never goes back within a job. `null` if MX does not say. */
  readonly progress: Progress | null;
  /** When this phase began, in ms since 1970. `null` before the first call. */
  readonly since: number | null;
  /** How long the phase had lasted at the last call, in ms. `null` before the first call. */
  readonly elapsed: number | null;
  /** Whether MX has been busy for a minute or more. Say that it takes longer than usual. */
  readonly isSlow: boolean;
  /** The rule that judged the last reading or failed call. `RULES` has it in words. */
  readonly rule: Rule;
  /**
   * Increases when what a screen shows has changed, and at each restore. A change of only `elapsed` or `rule` does not
   * count.
   */
  readonly revision: number;
  /** How the lifecycle ended. `null` while it runs. */
  readonly outcome: (MemberOutput & Partial<OutcomeSentences>) | null;
}

/** What is said about an outcome. */
export interface OutcomeSentences {
  /** What happened. */
  readonly message: string;
  /** What to do next. `null` if there is nothing to do. */
  readonly advice: string | null;
}

/** What happened to the start, at the end. */
const STARTED: Readonly<Record<PendingStart, Started>> = {
  none: 'taken',
  joining: 'joined',
  found: 'lost',
  unsure: 'lost',
  otherJob: 'otherJob',
  due: 'due',
};

/** How the lifecycle ended. `null` while it runs. */
export function outcomeOf(context: MemberContext): MemberOutput | null {
  const { job, verdict, reading, fault, pendingStart } = context;
  const start = job === null ? null : STARTED[pendingStart];
  if (verdict.type === 'connected' && reading) {
    const { fresh, evidence } = verdict;
    return { outcome: 'connected', job, start, fresh, evidence, reading };
  }
  if (verdict.type !== 'failed') return null;
  return {
    outcome: 'failed',
    job,
    start,
    reason: verdict.reason,
    nextStep: verdict.nextStep,
    connectionStatus: reading?.connectionStatus ?? null,
    errorCode: reading?.errorCode ?? null,
    lastFault: fault,
  };
}

const stateOf = ({ verdict, phase }: MemberContext): BareView['state'] =>
  verdict.type === 'connected' || verdict.type === 'failed' ? verdict.type : phase;

/** The code of a temporary problem, or `null`. */
function warningOf(context: MemberContext): FaultCode | null {
  const { fault, lastSubmit, verdict } = context;
  if (fault) return fault.code;
  // A job that continues has the answers, whether or not the reply arrived.
  return outcomeOf(context) || verdict.type === 'running' ? null : lastSubmit;
}

function needsOf(context: MemberContext): BareView['needs'] {
  const { awaiting } = context;
  const state = stateOf(context);
  if (awaiting === 'recovery') return null;
  return state === 'challenged' ? 'answers' : state === 'authorizing' ? 'authorization' : null;
}

const isBusy = (context: MemberContext): boolean => {
  const state = stateOf(context);
  if (state === 'connected' || state === 'failed') return false;
  return context.awaiting === 'recovery' || !needsUser(state);
};

const isSlow = (context: MemberContext): boolean =>
  isBusy(context) && !needsUser(context.phase) && context.observed.phase >= SLOW_AFTER;

/** The last reading, if its status belongs to this state. CHALLENGED after an answer, for example, does not. */
function shownReading(context: MemberContext): StampedReading | null {
  const { reading } = context;
  const state = stateOf(context);
  if (reading === null || state === 'connected' || state === 'failed') return reading;
  const kind = statusOf(reading.connectionStatus)?.class;
  const isOfUser = kind === 'challenged' || kind === 'authorizing';
  return (needsUser(context.phase) ? kind === state : !isOfUser) ? reading : null;
}

function statusViewOf(context: MemberContext): BareView['status'] {
  const reading = shownReading(context);
  if (reading === null) return null;
  const { connectionStatus: name, message = null } = reading;
  return { name, known: statusOf(name) !== undefined, message };
}

/** What is shown of problems, as one text. */
const textOf = (problems: readonly Problem[]): string =>
  JSON.stringify(problems.map(({ guid, code }) => [guid, code]));

/** Whether two contexts look the same on a screen. `revision` counts the differences. */
export function isSameView(a: MemberContext, b: MemberContext): boolean {
  const needs = needsOf(a);
  const [shownA, shownB] = [shownReading(a), shownReading(b)];
  return (
    stateOf(a) === stateOf(b) &&
    needs === needsOf(b) &&
    // Round and questions only change together with the prompt.
    a.prompt === b.prompt &&
    (needs !== 'answers' || textOf(a.problems) === textOf(b.problems)) &&
    warningOf(a) === warningOf(b) &&
    // A reading that is not shown has no status, which differs from MX's status `null`.
    shownA?.connectionStatus === shownB?.connectionStatus &&
    shownA?.message === shownB?.message &&
    a.progress === b.progress &&
    isSlow(a) === isSlow(b)
  );
}

/** The view of a member without sentences, so that a screen does not need to know the inner states. */
export function bareViewOf(context: MemberContext): BareView {
  const { lastStampAt, since, round, prompt, answerWith, verdict, revision } = context;
  const needs = needsOf(context);
  const code = warningOf(context);
  return {
    state: stateOf(context),
    busy: isBusy(context),
    needs,
    round,
    prompt,
    challenges: needs === 'answers' ? context.challenges : [],
    answerWith,
    problems: needs === 'answers' ? context.problems : [],
    warning: code && { code },
    status: statusViewOf(context),
    progress: context.progress,
    since,
    elapsed: since === null ? null : Math.max(0, Number(lastStampAt) - since),
    isSlow: isSlow(context),
    rule: verdict.rule,
    revision,
    outcome: outcomeOf(context),
  };
}
