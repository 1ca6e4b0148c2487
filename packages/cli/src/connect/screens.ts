import type { Challenge, MemberView, OutcomeView } from '@mx-member/machine';
import { jsonLine, type Write } from '../common/io.ts';
import type { Ask } from './answers.ts';
import type { Counts } from './counts.ts';
import { caveat, choicesText, doing, ending, progressOf, quoted } from './words.ts';

/** Shows a lifecycle as lines of JSON, as lines of text, or in a terminal. */
export interface Screen {
  /** Called with every snapshot. Shows what has changed. */
  show(view: MemberView): void;
  /** @param counts How much data there is; `null` if that is unknown. */
  end(outcome: OutcomeView, counts: Counts | null): void;
  /** Called when the person has left the question after an outcome. */
  leave?(): void;
  /** Called with each question that a given answer has answered. */
  given?(challenge: Challenge): void;
  /** Asks the person; `null` if nobody is there. */
  readonly ask: Ask | null;
  /** Restores the terminal. It may be called at any time, and more than once. */
  close(): void;
}

/** A question without its pictures and without the values of its choices, because one of those will be the answer. */
const questionOf = ({ guid, type, label, options }: Challenge) => ({
  guid,
  type,
  label,
  ...(options.length > 0 && {
    options: options.map((option) => ({
      ...(option.guid !== undefined && { guid: option.guid }),
      label: option.label,
    })),
  }),
});

/** The fields of a view that a program needs, as one line of JSON. */
const changeLine = (view: MemberView): string =>
  jsonLine({
    state: view.state,
    busy: view.busy,
    needs: view.needs,
    round: view.round,
    prompt: view.prompt,
    challenges: view.challenges.map(questionOf),
    problems: view.problems,
    warning: view.warning,
    isSlow: view.isSlow,
    progress: view.progress,
  });

/** The outcome as one line of JSON. */
const outcomeLine = (end: OutcomeView): string =>
  jsonLine({
    outcome: end.outcome,
    ...(end.outcome === 'connected'
      ? { fresh: end.fresh, connectionStatus: end.reading.connectionStatus }
      : {
          reason: end.reason,
          nextStep: end.nextStep,
          connectionStatus: end.connectionStatus,
          errorCode: end.errorCode,
          lastFault: end.lastFault,
        }),
    message: end.message,
    advice: end.advice,
  });

/** The counts as one line of JSON. */
const countsLine = ({ accounts, transactions }: Counts): string =>
  jsonLine({ accounts, transactions });

/** One JSON object per line: each change, then the counts, and last the outcome. */
export function createJsonScreen(write: Write): Screen {
  let last = '';
  return {
    show(view) {
      const line = changeLine(view);
      if (line !== last) write(line);
      last = line;
    },
    end(outcome, counts) {
      if (counts) write(countsLine(counts));
      write(outcomeLine(outcome));
    },
    ask: null,
    close: () => {},
  };
}

/** Lines of text for a log or a pipe. Nothing moves, and nobody is asked. */
export function createTextScreen(write: Write): Screen {
  let shown: readonly string[] = [];
  return {
    show(view) {
      const { challenges, problems, outcome } = view;
      if (outcome) return;
      const notes = [progressOf(view), caveat(view)].filter((note) => note !== null);
      const lines = [
        `${doing(view)}${challenges.length > 0 ? ` (round ${view.round})` : ''}`,
        ...challenges.map((challenge) => `  ${quoted(challenge.label)}${choicesText(challenge)}`),
        ...problems.map(({ message }) => `  ${message}`),
        ...notes.map((note) => `  ${note}`),
      ];
      const changed = lines.findIndex((line, index) => line !== shown[index]);
      if (changed !== -1) write(`${lines.slice(changed).join('\n')}\n`);
      shown = lines;
    },
    end(outcome, counts) {
      const { sentence, next } = ending(outcome, counts);
      write(next === null ? `${sentence}\n` : `${sentence}\n${next}\n`);
    },
    ask: null,
    close: () => {},
  };
}
