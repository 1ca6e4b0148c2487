import { printOutcome } from '../../../packages/cli/src/conformance/text/print.ts';
import {
  printAnswer,
  printReading,
  printTime,
} from '../../../packages/cli/src/conformance/text/words.ts';
import type { MemberRecord, StepEvent } from '../../../packages/machine/src/data/types.ts';
import type { Configuration } from './configuration.ts';
import { MACHINE } from './machine.ts';
import type { Move } from './moves.ts';
import { initial, inputOf } from './world.ts';

/**
 * A way through the search in the words of text vectors: what happened, and behind the arrow the machine's reaction. `at` is
 * the time of the search.
 */

function eventText(event: StepEvent | { readonly type: 'recover' }): string {
  switch (event.type) {
    case 'done':
      return `done ${event.call} ${printReading(event.reading)} at=${printTime(event.reading.at)}`;
    case 'error':
      return `error ${event.call} ${event.fault.code} at=${printTime(event.fault.at)}`;
    case 'challenge.answer':
      return `answer ${event.answers.map(printAnswer).join(' ')} prompt=${event.prompt}`;
    case 'status.changed':
      return 'hint';
    default:
      return event.type;
  }
}

/** A move as a line, below a comment with its name. A move of the bank is the comment alone. */
function moveText(before: MemberRecord, { label, event, next }: Move): string {
  if (event === undefined) return `# ${label}`;
  const { state, context } = next.record;
  const { verdict, round, prompt } = context;
  const came = printOutcome(
    {
      state,
      effects: event.type === 'recover' ? [] : MACHINE.step(before, event).effects,
      view: { rule: verdict.rule, round, prompt },
    },
    {
      view: { round: before.context.round, prompt: before.context.prompt },
      turn: before.context.turn,
      ...(event.type === 'done' && { reading: event.reading }),
    },
    next.record === before,
  );
  return `# ${label}\n${eventText(event)} => ${came}`;
}

/** A way from the beginning. `forEver` is the number of moves at its end that repeat. */
export function textOf(way: readonly Move[], config: Configuration, forEver = 0): string {
  const moves = way.map((move, index) =>
    moveText((way[index - 1]?.next ?? initial(config)).record, move),
  );
  if (forEver > 0) moves.splice(way.length - forEver, 0, '# and from here on for ever:');
  const { job, oauth, baseline } = inputOf(config);
  const { record } = initial(config);
  return [
    `=== ${config.name}`,
    `input: ${JSON.stringify({ job, oauth, baseline })}`,
    `begin => ${record.state} (${record.context.verdict.rule})`,
    ...moves,
  ].join('\n');
}
