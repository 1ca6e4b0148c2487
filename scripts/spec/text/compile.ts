import { printOutcome, printPoll } from '../../../packages/cli/src/conformance/text/print.ts';
import type { MemberRecord } from '../../../packages/machine/src/index.ts';
import { startOf, stepOf } from '../compile.ts';
import { inputOf } from '../input.ts';
import type { Vector, VectorStep } from '../vector.ts';
import { linesOf } from './lines.ts';
import type { TextVector } from './parse.ts';
import { setupLines } from './setup.ts';

/** The record of an attempt that was cancelled after this setup. */
function attempt(setup: string): MemberRecord {
  let { moment } = startOf(inputOf());
  for (const text of [...setupLines(setup), 'cancel'])
    for (const line of linesOf(text, new Map())) ({ moment } = stepOf(moment, line));
  return moment.record;
}

/** A vector made by the machine from its text, and what has come of each line. */
export function compileText(
  topic: string,
  text: TextVector,
): { readonly vector: Vector; readonly came: readonly string[] } {
  const { name, description, rules, sources, questions, show, setup } = text;
  const id = `${topic}-${name}`;
  const after = text.after === null ? {} : { after: attempt(text.after) };
  const input = inputOf({ ...text.input, ...after }, text.hasDefaults);
  const { begin, excerpt: first, moment: start } = startOf(input, show);
  const steps: VectorStep[] = [];
  let moment = start;
  let { view } = first;
  /** One line, and what has come of it. */
  const take = (given: string): string => {
    try {
      return linesOf(given, questions)
        .map((line) => {
          const { step, excerpt, moment: next } = stepOf(moment, line, show);
          const { turn } = moment.record.context;
          const reading = 'event' in step && step.event.type === 'done' && step.event.reading;
          const before = { view, turn, ...(reading && { reading }) };
          const came = printOutcome(excerpt, before, next.record === moment.record);
          moment = next;
          steps.push(step);
          if ('view' in excerpt) ({ view } = excerpt);
          return came;
        })
        .reduce(printPoll);
    } catch (error) {
      throw new Error(`${id}, ${given}: ${Object(error).message}`, { cause: error });
    }
  };
  if ((setup === null) !== (text.steps[0]?.given === 'begin'))
    throw new Error(`${id}: it must begin either with a setup or with the step begin`);
  for (const line of setup === null ? [] : setupLines(setup)) take(line);
  const came = text.steps.map(({ given }) =>
    given === 'begin' ? printOutcome(first) : take(given),
  );
  return {
    vector: {
      $schema: '../../vector.schema.json',
      id,
      description,
      rules,
      ...(sources.length > 0 && { sources }),
      input,
      begin,
      steps,
    },
    came,
  };
}
