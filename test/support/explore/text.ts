import { printEvent } from '../../../packages/cli/src/conformance/random/event.ts';
import {
  type PrintedStep,
  printLines,
  printOutcome,
} from '../../../packages/cli/src/conformance/text/print.ts';
import { printTime } from '../../../packages/cli/src/conformance/text/words.ts';
import { stepUnchecked } from '../../../packages/machine/src/chart/step.ts';
import type { Configuration } from './configuration.ts';
import type { Move } from './moves.ts';
import { initial, inputOf, type World } from './world.ts';

/** A way through the search as a text vector. What bank and network do is a comment. */

/** What comes of an event. The search does not have the effects of a recovery. */
function cameOf({ record }: World, event: NonNullable<Move['event']>, next: World): string {
  const { round, prompt, turn, verdict } = record.context;
  const { context, state } = next.record;
  const effects = event.type === 'recover' ? [] : stepUnchecked(record, event).effects;
  const view = { rule: context.verdict.rule, round: context.round, prompt: context.prompt };
  const reading = event.type === 'done' ? { reading: event.reading } : {};
  const before = { view: { rule: verdict.rule, round, prompt }, turn, ...reading };
  return printOutcome({ state, effects, view }, before, next.record === record);
}

/** A way from the beginning. `forEver` is the number of moves at its end that repeat. */
export function textOf(way: readonly Move[], config: Configuration, forEver = 0): string {
  const first = initial(config);
  /** The time in the vector, in ms: waits pass by themselves. */
  let clock = first.now;
  const lines: string[] = [];
  let open: PrintedStep[] = [];
  const close = () => {
    lines.push(...printLines(open));
    open = [];
  };
  for (const [index, move] of way.entries()) {
    const before = way[index - 1]?.next ?? first;
    const { event, next, label } = move;
    if (forEver > 0 && index === way.length - forEver) {
      close();
      lines.push('# and from here on for ever:');
    }
    const isResult = open.length === 1 && event !== undefined;
    if (!isResult) close();
    if (label) lines.push(`# ${label}`);
    if (event === undefined) continue;
    const passed = before.now - clock;
    clock = event.type === 'elapsed' ? next.now : before.now;
    const text = event.type === 'recover' ? event.type : printEvent(event, 0, true);
    const given = passed === 0 ? text : `+${printTime(passed)} ${text}`;
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
