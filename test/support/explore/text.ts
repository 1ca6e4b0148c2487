import { printLines, printOutcome } from '../../../packages/cli/src/conformance/text/print.ts';
import {
  printAnswer,
  printReading,
  printTime,
} from '../../../packages/cli/src/conformance/text/words.ts';
import type { StepEvent } from '../../../packages/machine/src/data/types.ts';
import type { Configuration } from './configuration.ts';
import { MACHINE } from './machine.ts';
import type { Move } from './moves.ts';
import { initial, inputOf, type World } from './world.ts';

/** A way through the search as a text vector. What bank and network do is a comment. */

type Event = StepEvent | { readonly type: 'recover' };

function eventText(event: Event): string {
  switch (event.type) {
    case 'done':
      return `done ${event.call} ${printReading(event.reading)}`;
    case 'error':
      return `error ${event.call} ${event.fault.code}`;
    case 'challenge.answer':
      return `answer ${event.answers.map(printAnswer).join(' ')} prompt=${event.prompt}`;
    case 'status.changed':
      return 'hint';
    default:
      return event.type;
  }
}

/** What comes of an event. The search does not have the effects of a recovery. */
function cameOf({ record }: World, event: Event, next: World): string {
  const { round, prompt, turn } = record.context;
  const { context, state } = next.record;
  const effects = event.type === 'recover' ? [] : MACHINE.step(record, event).effects;
  const view = { rule: context.verdict.rule, round: context.round, prompt: context.prompt };
  const reading = event.type === 'done' ? { reading: event.reading } : {};
  const before = { view: { rule: record.context.verdict.rule, round, prompt }, turn, ...reading };
  return printOutcome({ state, effects, view }, before, next.record === record);
}

/** What a move tells beside its event: what bank or network did. */
const commentOf = ({ label, event }: Move): readonly string[] =>
  event === undefined || event.type === 'done' || event.type === 'error' ? [`# ${label}`] : [];

/** A way from the beginning. `forEver` is the number of moves at its end that repeat. */
export function textOf(way: readonly Move[], config: Configuration, forEver = 0): string {
  const first = initial(config);
  /** The time in the vector, in ms: waits pass by themselves. */
  let clock = first.now;
  const lines: string[] = [];
  let open: Parameters<typeof printLines>[0] = [];
  const close = () => {
    lines.push(...printLines(open));
    open = [];
  };
  for (const [index, move] of way.entries()) {
    const before = way[index - 1]?.next ?? first;
    const { event, next } = move;
    if (forEver > 0 && index === way.length - forEver) {
      close();
      lines.push('# and from here on for ever:');
    }
    const isResult = open.length === 1 && event !== undefined;
    if (!isResult) close();
    lines.push(...commentOf(move));
    if (event === undefined) continue;
    const passed = before.now - clock;
    clock = event.type === 'elapsed' ? next.now : before.now;
    const given = `${passed === 0 ? '' : `+${printTime(passed)} `}${eventText(event)}`;
    open = [...open, { given, came: cameOf(before, event, next) }];
    if (given !== 'elapsed') close();
  }
  close();
  const { record } = first;
  return [
    `=== ${config.name}`,
    `input: ${JSON.stringify(inputOf(config))}`,
    `begin => ${record.state} (${record.context.verdict.rule})`,
    ...lines,
  ].join('\n');
}
