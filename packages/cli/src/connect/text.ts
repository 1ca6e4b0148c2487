import type { Write } from '../io.ts';
import type { Screen } from './screen.ts';
import { caveat, choicesOf, doing, ending, quoted } from './words.ts';

/** Lines of text, for a log or a pipe: nothing moves and nobody is asked. */
export function createText(write: Write): Screen {
  let shown: readonly string[] = [];
  return {
    show(view) {
      const { challenges, problems, outcome } = view;
      if (outcome) return;
      const note = caveat(view);
      const lines = [
        `${doing(view)}${challenges.length > 0 ? ` (round ${view.round})` : ''}`,
        ...challenges.map((challenge) => `  ${quoted(challenge.label)}${choicesOf(challenge)}`),
        ...problems.map(({ message }) => `  ${message}`),
        ...(note ? [`  ${note}`] : []),
      ];
      const changed = lines.findIndex((line, index) => line !== shown[index]);
      if (changed !== -1) write(`${lines.slice(changed).join('\n')}\n`);
      shown = lines;
    },
    end(outcome, brought) {
      const { sentence, next } = ending(outcome, brought);
      write(next === null ? `${sentence}\n` : `${sentence}\n${next}\n`);
    },
    ask: null,
    close: () => {},
  };
}
