import type { MemberRecord, Rule } from '@mx-member/machine/step';
import { LAYOUT } from '../chart/file.ts';
import { inferTaken } from '../chart/infer.ts';
import { eventName, type MemberStep } from '../member/step.ts';
import { maskedJson } from './mask.ts';
import {
  failedCallInWords,
  faultInWords,
  inSeconds,
  notSentInWords,
  problemsInWords,
  readingInWords,
  routeInWords,
  ruleInWords,
} from './words.ts';

/** A line of the log, and the chart as it was then. Plain JSON: a reload keeps it. */
export interface LogEntry {
  /** Numbers the entries of a log. */
  readonly id: number;
  /** In ms since 1970. */
  readonly at: number;
  /** `event`: what the host or the user did; `reading`, `fault`: what came of a call; `refused`: answers that were not sent. */
  readonly kind: 'event' | 'reading' | 'fault' | 'refused';
  readonly title: string;
  /** The rule that has judged it; `null` where none has. */
  readonly rule: Rule | null;
  /** Why: the rule in words. */
  readonly why: string;
  /** What follows, and when. */
  readonly next: string;
  /** The whole of it as JSON, masked; empty when there is no more to see. */
  readonly json: string;
  /** Where it has led: a place as in records. */
  readonly place: string;
  /** Where it came from; `null` at the beginning. */
  readonly from: string | null;
  /** The transitions that were taken. */
  readonly taken: readonly string[];
  /** The revision of the view at that moment. */
  readonly revision: number;
}

type Words = Pick<LogEntry, 'kind' | 'title' | 'why' | 'next'> & {
  readonly isJudged?: boolean;
  readonly data?: unknown;
};

/** What is done next, and when. */
function effectsInWords(effects: MemberStep['effects'], { context }: MemberRecord): string {
  return effects
    .flatMap((effect) => {
      switch (effect.type) {
        case 'wait':
          return [
            context.failures > 0
              ? `Polls again in ${inSeconds(effect.ms)}: each failed call in a row doubles the wait.`
              : `Polls in ${inSeconds(effect.ms)}.`,
          ];
        case 'readStatus':
          return ['Polls now.'];
        case 'startJob':
          return ['MX is asked to start the job, once: a start is a login at the bank.'];
        case 'submitAnswers':
          return ['The answers go to MX, once.'];
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
  startJob: 'MX took the start:',
  readStatus: 'MX shows',
  submitAnswers: 'MX took the answers:',
} as const;

/** The transitions of a step. */
export const takenBy = (made: MemberStep): readonly string[] =>
  made.event.type === 'recover'
    ? []
    : inferTaken(LAYOUT, {
        before: made.before?.state ?? null,
        event: made.before === null ? '' : eventName(made),
        after: made.after.state,
        route: made.after.context.route,
      });

/** Why a start or answers that failed lead where they do: the chart says it of the transition, where that is known. */
function failureInWords(made: MemberStep): string {
  const { event, after } = made;
  const isPoll = event.type === 'error' && event.call === 'readStatus';
  const [first, ...more] = takenBy(made)
    .map((key) => LAYOUT.transitions.find((one) => one.key === key))
    .filter((one) => one?.event !== '');
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
        why: after.context.job === null ? 'A job runs at MX already.' : 'A job is to be started.',
        next: then,
      };
    case 'recover':
      return {
        kind: 'event',
        title: 'The page was reloaded',
        why: 'It goes on from the record. Nothing that was on its way is sent again.',
        next:
          before === after ? '' : 'MX is polled first; until then nothing is asked of the user.',
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
            title: `The answers were refused: ${refused}`,
            why: 'Answers are checked before they are sent.',
            next: `Nothing went to MX.${after.context.phase === 'challenged' ? ' The question stays open.' : ''}`,
            data: event,
          }
        : {
            kind: 'event',
            title: `The user answered ${count} ${count === 1 ? 'question' : 'questions'}`,
            why: 'The answers fit. They are in no record and in no log.',
            next: `challenged → resumed. ${then}`,
            data: event,
          };
    case 'status.changed':
      return {
        kind: 'event',
        title: 'A hint: something may have changed',
        why: 'The content of a hint is never trusted.',
        next: then || 'Another poll follows anyway.',
      };
    case 'cancel':
      return {
        kind: 'event',
        title: 'The user gave up',
        why: 'The job at MX goes on without us.',
        next: routeInWords(before, after),
        isJudged: true,
      };
    // A wait has passed: the poll that it leads to has a line of its own.
    case 'elapsed':
      return null;
  }
}

/** A line for a step; `null` for one that says nothing. Secrets are masked. */
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
