import { INPUT, startOf, stepOf } from '../compile.ts';
import type { Vector, VectorStep } from '../vector.ts';
import { linesOf } from './lines.ts';
import type { TextVector } from './parse.ts';
import { printOutcome } from './print.ts';

/** A vector made by the machine from its text, and what has come of each paragraph. */
export function compileText(
  topic: string,
  text: TextVector,
): { readonly vector: Vector; readonly came: readonly string[] } {
  const { name, description, rules, sources, questions, show } = text;
  const id = `${topic}-${name}`;
  const input = { ...INPUT, ...text.input };
  const [first, ...others] = text.steps;
  if (first?.given !== 'begin') throw new Error(`${id}: the first step must be begin`);
  const { begin, moment: start } = startOf(input, show);
  const steps: VectorStep[] = [];
  const came = [printOutcome(begin)];
  let moment = start;
  let view = 'view' in begin ? begin.view : {};
  for (const { given } of others) {
    const results: string[] = [];
    try {
      for (const line of linesOf(given, questions)) {
        const taken = stepOf(moment, line, show);
        const isIgnored = taken.moment.record === moment.record;
        const { step } = taken;
        moment = taken.moment;
        steps.push(step);
        results.push(printOutcome(step, view, isIgnored));
        if ('view' in step) ({ view } = step);
      }
    } catch (error) {
      throw new Error(`${id}, ${given}: ${Object(error).message}`, { cause: error });
    }
    came.push(results.join('\n'));
  }
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
