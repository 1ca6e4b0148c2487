import type { Challenge, MemberView, OutcomeView } from '@mx-member/machine';
import { jsonLine } from '../command-line/json.ts';
import type { Write } from '../io.ts';
import type { Brought } from './brought.ts';
import type { Screen } from './screen.ts';

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
export const changeLine = (view: MemberView): string =>
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
export const outcomeLine = (end: OutcomeView): string =>
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
export const broughtLine = ({ accounts, transactions }: Brought): string =>
  jsonLine({ accounts, transactions });

/** One object a line: for each change, then how much was brought, and last the outcome. */
export function createLines(write: Write): Screen {
  let last = '';
  return {
    show(view) {
      const line = changeLine(view);
      if (line !== last) write(line);
      last = line;
    },
    end(outcome, brought) {
      if (brought) write(broughtLine(brought));
      write(outcomeLine(outcome));
    },
    ask: null,
    close: () => {},
  };
}
