import { printEffect } from '../../packages/cli/src/conformance/text/print.ts';
import { printAnswer, printReading } from '../../packages/cli/src/conformance/text/words.ts';
import type { Evidence } from '../../packages/machine/src/data/record.ts';
import type { Reading, StepEvent } from '../../packages/machine/src/index.ts';
import { code, table } from './markdown.ts';
import type { Outcome, Vector, VectorStep } from './vector.ts';

/** The first chapter of the specification: one vector as a table. */

/** Fields of the context that change with each step, or that another column shows. */
const ELSEWHERE = ['turn', 'lastStampAt', 'since', 'observed', 'revision', 'verdict', 'phase'];

/** A time in seconds since the first stamp. */
const clockOf = (steps: readonly VectorStep[]) => {
  const stamps = steps.flatMap((one) => stampOf(one) ?? []);
  const [first = 0] = stamps;
  return (at: number): string => `${(at - first) / 1_000} s`;
};

function stampOf(one: VectorStep): number | null {
  if (!('event' in one)) return null;
  if (one.event.type === 'done') return one.event.reading.at;
  return one.event.type === 'error' ? one.event.fault.at : null;
}

function printEvent(event: StepEvent): string {
  switch (event.type) {
    case 'done':
      return `done ${event.call}: ${printReading(event.reading)}`;
    case 'challenge.answer':
      return `challenge.answer ${event.answers.map(printAnswer).join(' ')}`;
    default:
      return event.type;
  }
}

/** A field of the context, in few words. */
function printField(key: string, value: unknown): string {
  if (key === 'reading') return printReading(value as Reading);
  if (key === 'challenges') return `[${(value as Reading['challenges']).map(({ guid }) => guid)}]`;
  if (key === 'baseline') return 'that reading';
  if (key === 'evidence') return (value as Evidence).of;
  return JSON.stringify(value)
    .replaceAll(/"(\w+)":/g, '$1: ')
    .replaceAll('"', '');
}

/** A table of one vector. Its first row is the beginning, whose context another chapter describes. */
export function walkthrough({ begin, steps }: Vector): string {
  const clock = clockOf(steps);
  const row = (number: number, happens: string, came: Outcome, at: number | null) => [
    String(number),
    at === null ? '' : clock(at),
    happens,
    [code(came.state), came.view.rule].filter((text) => text !== undefined).join(' '),
    came.effects.map((one) => code(printEffect(one))).join('<br>'),
    number === 1
      ? ''
      : Object.entries(came.context)
          .filter(([key]) => !ELSEWHERE.includes(key))
          .map(([key, value]) => `${key} ${printField(key, value)}`)
          .join('<br>'),
  ];
  const rows = [
    row(1, 'begin', begin as Outcome, null),
    ...steps.map((one, index) =>
      row(
        index + 2,
        'event' in one ? printEvent(one.event) : 'recover',
        one as Outcome,
        stampOf(one),
      ),
    ),
  ];
  return table(['step', 'at', 'what happens', 'state, rule', 'effects', 'context'], rows);
}
