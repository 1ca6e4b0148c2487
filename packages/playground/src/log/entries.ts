import type { MemberRecord, Rule } from '@mx-member/machine/step';
import { CHART_FILE } from '../chart/file.ts';
import { inferTaken } from '../chart/infer.ts';
import type { MemberStep } from '../member/step.ts';
import { maskedJson } from './mask.ts';
import {
  failedCallInWords,
  faultInWords,
  inSeconds,
  notSentInWords,
  problemsInWords,
  readingInWords,
  routeInWords,
  rowBetween,
  ruleInWords,
} from './words.ts';

/** A line of the log, and the chart at that time. Plain JSON, so that it survives a reload. */
export interface LogEntry {
  /** The number of the entry. */
  readonly id: number;
  /** When it happened, in ms since 1970. */
  readonly at: number;
  /** `event`: the host or the user did something. `reading`, `fault`: the result of a call. `refused`: answers were not sent. */
  readonly kind: 'event' | 'reading' | 'fault' | 'refused';
  readonly title: string;
  /** The rule that judged it; `null` for none. */
  readonly rule: Rule | null;
  /** Why it happened: the rule in words. */
  readonly why: string;
  /** What happens next, and when. */
  readonly next: string;
  /** All data as JSON, without secrets; empty if there is nothing more to see. */
  readonly json: string;
  /** The state after it, as in records. */
  readonly place: string;
  /** The state before it; `null` at the beginning. */
  readonly from: string | null;
  /** The transitions that were taken. */
  readonly taken: readonly string[];
  /** The revision of the view at that time. */
  readonly revision: number;
}

type Words = Pick<LogEntry, 'kind' | 'title' | 'why' | 'next'> & {
  readonly isJudged?: boolean;
  readonly data?: unknown;
};

/** What happens next, and when. */
function effectsInWords(effects: MemberStep['effects'], { context }: MemberRecord): string {
  return effects
    .flatMap((effect) => {
      switch (effect.type) {
        case 'wait':
          return [
            context.failures > 0
              ? `Polls again in ${inSeconds(effect.ms)}. Each failed call in a row doubles the wait.`
              : `Polls in ${inSeconds(effect.ms)}.`,
          ];
        case 'readStatus':
          return ['Polls now.'];
        case 'startJob':
          return ['Asks MX once to start the job, because a start is a login at the bank.'];
        case 'submitAnswers':
          return ['Sends the answers to MX, once.'];
        default:
          return [];
      }
    })
    .join(' ');
}

const refusalOf = (effects: MemberStep['effects']): string | null => {
  const problems = effects.flatMap((one) => (one.type === 'answer.refused' ? one.problems : []));
  return problems.length > 0 ? problemsInWords(problems) : null;
};

const TITLES = {
  startJob: 'MX accepted the start:',
  readStatus: 'MX shows',
  submitAnswers: 'MX accepted the answers:',
} as const;

/** The transitions of a step. */
export const takenBy = (made: MemberStep): readonly string[] =>
  made.event.type === 'recover'
    ? []
    : inferTaken(CHART_FILE, {
        before: made.before?.state ?? null,
        event: made.before === null ? null : made.event.type,
        after: made.after.state,
        route: rowBetween(made.before, made.after)?.route ?? null,
      });

/** Why a failed start or failed answers lead to their next state. The chart describes the transition, if it is known. */
function failureInWords(made: MemberStep): string {
  const { event, after } = made;
  const isPoll = event.type === 'error' && event.call === 'readStatus';
  const [first, ...more] = takenBy(made)
    .map((key) => CHART_FILE.transitions.find((one) => one.key === key))
    .filter((one) => one?.on !== null);
  return !isPoll && more.length === 0 && first?.description
    ? first.description
    : ruleInWords(after);
}

function wordsOf(made: MemberStep): Words | null {
  const { event, before, after, effects } = made;
  const then = effectsInWords(effects, after);
  const follows = [routeInWords(before, after), then].join(' ').trim();
  const refused = refusalOf(effects);
  const count = after.context.challenges.length || (before?.context.challenges.length ?? 0);
  switch (event.type) {
    case 'begin':
      return {
        kind: 'event',
        title: 'The lifecycle begins',
        why: after.context.job === null ? 'A job already runs at MX.' : 'A job has to be started.',
        next: then,
      };
    case 'recover':
      return {
        kind: 'event',
        title: 'The page was reloaded',
        why: 'The lifecycle continues from the record. Starts and answers are not sent again.',
        next: before === after ? '' : 'Polls MX first. Until then, the user is not asked anything.',
      };
    case 'done':
      return {
        kind: 'reading',
        title: `${TITLES[event.call]} ${readingInWords(event.reading)}`,
        why: event.call === 'readStatus' ? ruleInWords(after) : '',
        next: event.call === 'readStatus' ? follows : then,
        isJudged: event.call === 'readStatus',
        data: event.reading,
      };
    case 'error':
      return {
        kind: refused ? 'refused' : 'fault',
        title: refused
          ? `MX refused the answers: ${refused}`
          : `${failedCallInWords(event.call, event.fault.code)}: ${faultInWords(event.fault)}`,
        why: failureInWords(made),
        next: [notSentInWords(event.call, event.fault.code), follows].filter(Boolean).join(' '),
        isJudged: event.call === 'readStatus',
        data: event.fault,
      };
    case 'challenge.answer':
      return refused
        ? {
            kind: 'refused',
            title: `Answers refused before sending: ${refused}`,
            why: 'All answers are checked before they are sent.',
            next: `Nothing was sent to MX.${after.context.phase === 'challenged' ? ' The question stays open.' : ''}`,
            data: event,
          }
        : {
            kind: 'event',
            title: `The user answered ${count} ${count === 1 ? 'question' : 'questions'}`,
            why: 'The answers are valid. They are never stored in a record or a log.',
            next: `challenged → resumed. ${then}`,
            data: event,
          };
    case 'status.changed':
      return {
        kind: 'event',
        title: 'A hint that something may have changed',
        why: 'A hint only causes a poll. Its content is never trusted.',
        next: then || 'The next poll comes anyway.',
      };
    case 'cancel':
      return {
        kind: 'event',
        title: 'The user cancelled',
        why: 'The job at MX still runs, but is no longer polled.',
        next: routeInWords(before, after),
        isJudged: true,
      };
    // A wait has passed. The poll after it has its own line.
    case 'elapsed':
      return null;
  }
}

/** The line of a step; `null` if there is nothing to say. Secrets are masked. */
export function entryOf(made: MemberStep, id: number): LogEntry | null {
  const words = wordsOf(made);
  if (!words) return null;
  const { isJudged = false, data, ...rest } = words;
  const { verdict, revision } = made.after.context;
  return {
    id,
    at: made.at,
    ...rest,
    rule: isJudged ? verdict.rule : null,
    json: data === undefined ? '' : maskedJson(data),
    place: made.after.state,
    from: made.before?.state ?? null,
    taken: takenBy(made),
    revision,
  };
}
