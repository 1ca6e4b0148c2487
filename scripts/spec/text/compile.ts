import { printOutcome, printPoll } from '../../../packages/cli/src/conformance/text/print.ts';
import type {
  MemberInput,
  MemberRecord,
  StampedReading,
} from '../../../packages/machine/src/index.ts';
import { startOf, stepOf } from '../compile.ts';
import { inputOf } from '../input.ts';
import type { Vector, VectorStep } from '../vector.ts';
import { linesOf } from './lines.ts';
import type { TextVector } from './parse.ts';
import { setupLines } from './setup.ts';
import { parseJson, withChanges, wordsOf } from './words.ts';

/** The last record of an attempt: `begin`, perhaps with its input, or a setup, then steps. */
function attempt(text: string): unknown {
  const [begins = '', ...steps] = text.split('; ');
  const [, input = '{}'] = /^begin (.*)/.exec(begins) ?? [];
  const start = startOf(inputOf(parseJson(input) as Partial<MemberInput>));
  if (!start) throw new Error(`the attempt before cannot begin with ${input}`);
  let record: unknown = start.moment.record;
  let { moment } = start;
  for (const one of [...(begins.startsWith('begin') ? [] : setupLines(begins)), ...steps]) {
    if (one.startsWith('with ')) record = withChanges(moment.record, wordsOf(one).slice(1));
    else {
      for (const line of linesOf(one, new Map())) ({ moment } = stepOf(moment, line));
      ({ record } = moment);
    }
  }
  return record;
}

const readingIn = (step: VectorStep): StampedReading | null =>
  'event' in step && step.event.type === 'done' ? step.event.reading : null;

/** The number of the last call or wait; a record that is refused may have none. */
const turnOf = (record: unknown): number => Number(Object(Object(record).context).turn);

/** A vector made by the machine from its text, and what has come of each line. */
export function compileText(
  topic: string,
  text: TextVector,
): { readonly vector: Vector; readonly came: readonly string[] } {
  const { name, description, rules, sources, questions, show, setup } = text;
  const id = `${topic}-${name}`;
  const after = text.after === null ? {} : { after: attempt(text.after) as MemberRecord };
  const without = Object.fromEntries(text.without.map((field) => [field, undefined]));
  const input = inputOf({ ...text.input, ...after, ...without }, text.hasDefaults);
  const start = startOf(input, show);
  const about = {
    $schema: '../../vector.schema.json',
    id,
    description,
    rules,
    ...(sources.length > 0 && { sources }),
    input,
  };
  if (!start)
    return { vector: { ...about, begin: { refused: true }, steps: [] }, came: ['refused'] };
  const { begin, excerpt: first } = start;
  const steps: VectorStep[] = [];
  let { moment } = start;
  let { view } = first;
  /** One line, and what has come of it. */
  const take = (given: string): string => {
    try {
      const came = linesOf(given, questions, moment.record).map((line) => {
        const { step, excerpt, from, moment: next } = stepOf(moment, line, show);
        const reading = readingIn(step);
        const before = { view, turn: turnOf(from), ...(reading && { reading }) };
        moment = next;
        steps.push(step);
        if ('view' in excerpt) ({ view } = excerpt);
        return printOutcome(excerpt, before, next.record === from);
      });
      return came.length === 2 ? came.reduce(printPoll) : [...new Set(came)].join(' => ');
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
    vector: { ...about, begin, steps },
    came,
  };
}
