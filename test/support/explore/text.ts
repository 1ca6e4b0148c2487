import { printEffect } from '../../../packages/cli/src/conformance/text/print.ts';
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

/** A way through the search as a text vector: what happened, and after `----` the machine's reaction. */

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

const stateText = ({ state, context }: MemberRecord): string => `${state} ${context.verdict.rule}`;

/** One move as a paragraph. A move of the bank is a comment. */
function moveText(before: MemberRecord, { label, event, next }: Move): string {
  if (event === undefined) return `# ${label}`;
  const effects = event.type === 'recover' ? [] : MACHINE.step(before, event).effects;
  return [
    `# ${label}`,
    eventText(event),
    '----',
    stateText(next.record),
    ...effects.map((effect) => `  ${printEffect(effect)}`),
  ].join('\n');
}

/** A way from the beginning. `forEver` is the number of moves at its end that repeat. */
export function textOf(way: readonly Move[], config: Configuration, forEver = 0): string {
  const paragraphs = way.map((move, index) =>
    moveText((way[index - 1]?.next ?? initial(config)).record, move),
  );
  if (forEver > 0) paragraphs.splice(way.length - forEver, 0, '# and from here on for ever:');
  const { job, oauth, baseline } = inputOf(config) as {
    job: unknown;
    oauth?: unknown;
    baseline?: unknown;
  };
  return [
    `# ${config.name}\nbegin ${JSON.stringify({ job, oauth, baseline })}`,
    ...paragraphs,
  ].join('\n\n');
}
