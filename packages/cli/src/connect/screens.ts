import type { Challenge, MemberView, OutcomeView } from '@mx-member/machine';
import { jsonLine, type Write } from '../common/io.ts';
import type { Ask } from './answers.ts';
import type { Counts } from './counts.ts';
import { caveat, choicesText, doing, ending, quoted } from './words.ts';

/** What shows a lifecycle: lines of JSON, lines of text, or a terminal. */
export interface Screen {
  /** Called with every snapshot; shows what is new in it. */
  show(view: MemberView): void;
  /** @param counts How much there is to read now; `null` when that is not known. */
  end(outcome: OutcomeView, counts: Counts | null): void;
  /** Called with each question that the command line has answered. */
  given?(challenge: Challenge): void;
  /** Asks the person in front of it; `null` when there is none. */
  readonly ask: Ask | null;
  /** Leaves everything as it was found. It may be called at any time, and twice. */
  close(): void;
}

/** A question without the values of its choices, one of which will be the answer, and without its pictures. */
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

/** All of a view that a program can act on, as one line of JSON. */
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
  });

/** The end as one line of JSON. */
const outcomeLine = (end: OutcomeView): string =>
  jsonLine({
    outcome: end.outcome,
    ...(end.outcome === 'connected'
      ? { fresh: end.fresh, connectionStatus: end.reading.connectionStatus }
      : {
          reason: end.reason,
          nextStep: end.nextStep,
          connectionStatus: end.connectionStatus,
          lastFault: end.lastFault,
        }),
    message: end.message,
    advice: end.advice,
  });

/** How much there is to read, as one line of JSON. */
const countsLine = ({ accounts, transactions }: Counts): string =>
  jsonLine({ accounts, transactions });

/** Lines of JSON, one object a line: for each change, then how much there is to read, and last the outcome. */
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

/** Lines of text, for a log or a pipe: nothing moves and nobody is asked. */
export function createTextScreen(write: Write): Screen {
  let shown: readonly string[] = [];
  return {
    show(view) {
      const { challenges, problems, outcome } = view;
      if (outcome) return;
      const note = caveat(view);
      const lines = [
        `${doing(view)}${challenges.length > 0 ? ` (round ${view.round})` : ''}`,
        ...challenges.map((challenge) => `  ${quoted(challenge.label)}${choicesText(challenge)}`),
        ...problems.map(({ message }) => `  ${message}`),
        ...(note ? [`  ${note}`] : []),
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
