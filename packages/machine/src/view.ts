import type { SnapshotFrom } from 'xstate';
import type { memberMachine } from './machine.ts';
import { faultMessage } from './port.ts';
import { ADVICE, OWN_ENDS, statusOf } from './status.ts';
import type {
  Challenge,
  FaultCode,
  MemberContext,
  MemberOutput,
  Phase,
  Problem,
  Reason,
  Rule,
} from './types.ts';
import { explain } from './verdict.ts';

/** After so long without news a busy phase is said to take long, in ms. MX's widget tells its user at the same time. */
export const TAKES_LONG = 60_000;

/** The end of a lifecycle, for a screen. */
export type OutcomeView = MemberOutput & {
  /** What happened, in a sentence. */
  readonly message: string;
  /** What to do next, in a sentence; `null` when there is nothing to do. */
  readonly advice: string | null;
};

/** All that a screen needs. Plain JSON, and no answer in it. */
export interface MemberView {
  readonly state: Phase | 'connected' | 'failed';
  /** MX works; show that something happens. */
  readonly busy: boolean;
  /** What MX waits for: `answers` to `challenges`, or the user at the bank's OAuth page. */
  readonly needs: 'answers' | 'authorization' | null;
  /** Rounds of challenges so far; 0 before the first. */
  readonly round: number;
  /** How often the user was asked so far. Send it with the answers: `{ type: 'challenge.answer', answers, asking }`. */
  readonly asking: number;
  /** The open questions; empty unless `needs` is `answers`. */
  readonly challenges: readonly Challenge[];
  /** What was wrong with the last answers. */
  readonly problems: readonly Problem[];
  /** What stands in the way, if anything does; it goes on by itself. */
  readonly trouble: { readonly code: FaultCode | 'answerLost'; readonly message: string } | null;
  /** MX's own status: its name, whether this version knows it, and what it means. */
  readonly status: {
    readonly name: string | null;
    readonly known: boolean;
    readonly meaning: string;
  };
  /** When this phase began, in ms since 1970, and how long it had lasted at the last call; `null` before the first. */
  readonly since: number | null;
  readonly elapsed: number | null;
  /** Busy, and nothing new for a minute. */
  readonly takesLong: boolean;
  /** The rule by which the last reading was judged. */
  readonly rule: Rule;
  readonly outcome: OutcomeView | null;
}

const ANSWER_LOST = 'It is not known whether the answer has reached MX.';

function troubleOf({ fault, answerLost }: MemberContext): MemberView['trouble'] {
  if (fault) return { code: fault.code, message: faultMessage(fault.code) };
  return answerLost ? { code: 'answerLost', message: ANSWER_LOST } : null;
}

const isOwnEnd = (reason: Reason): reason is keyof typeof OWN_ENDS =>
  Object.hasOwn(OWN_ENDS, reason);

const meaningOf = (connectionStatus: string | null): string =>
  statusOf(connectionStatus)?.meaning ?? `MX shows ${connectionStatus}, which is not known here.`;

function outcomeOf(output: MemberOutput, { reading }: MemberContext): OutcomeView {
  if (output.outcome === 'connected')
    return {
      ...output,
      message: meaningOf('CONNECTED'),
      advice: output.fresh
        ? null
        : 'MX has not shown that a new job has ended, so the data may be older.',
    };
  const { reason, nextStep, connectionStatus } = output;
  const message = isOwnEnd(reason)
    ? OWN_ENDS[reason].meaning
    : ((reading && explain(reading)?.meaning) ?? meaningOf(connectionStatus));
  return { ...output, message, advice: ADVICE[nextStep] };
}

/**
 * Turns the actor's snapshot into what a screen shows, so that no screen needs to know the states inside.
 * @throws {Error} when the actor could not start, as with a bad input: there is nothing to show but `snapshot.error`.
 */
export function memberView(snapshot: SnapshotFrom<typeof memberMachine>): MemberView {
  if (snapshot.status === 'error')
    throw new Error('mx-member: this actor could not start; its `snapshot.error` says why.');
  const { context, value, output } = snapshot;
  const state = (typeof value === 'string' ? value : Object.keys(value)[0]) as MemberView['state'];
  const { at, since, newsAt, reading } = context;
  const busy = snapshot.hasTag('busy');
  const isChallenged = state === 'challenged';
  const name = reading?.connectionStatus ?? null;
  return {
    state,
    busy,
    needs: isChallenged ? 'answers' : state === 'authorizing' ? 'authorization' : null,
    round: context.round,
    asking: context.asking,
    challenges: isChallenged ? context.challenges : [],
    problems: isChallenged ? context.problems : [],
    trouble: troubleOf(context),
    status: { name, known: statusOf(name) !== undefined, meaning: meaningOf(name) },
    since,
    elapsed: at === null || since === null ? null : Math.max(0, at - since),
    takesLong: busy && at !== null && newsAt !== null && at - newsAt >= TAKES_LONG,
    rule: context.verdict.rule,
    outcome: output ? outcomeOf(output, context) : null,
  };
}
