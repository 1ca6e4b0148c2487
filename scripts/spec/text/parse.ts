import { isHead } from '../../../packages/cli/src/conformance/text-line.ts';
import type { Challenge, MemberInput, MemberView } from '../../../packages/machine/src/index.ts';
import { parseJson, wordsOf } from './words.ts';

/**
 * Vectors as text, one step a line: `format.md` is the page of the format. A line of the head begins with `#` or with a word
 * and a colon, and every other line is a step. `setup.ts` has the setups, `lines.ts` what can happen, and
 * `packages/cli/src/conformance/text` prints what comes of it.
 *
 * To change many texts with a program: `parseVectors`, change `head` or the `given` of steps, and `printVector` with what is
 * expected so far. `pnpm generate --rewrite` then writes what the machine does behind the arrows.
 */
export interface TextVector {
  readonly name: string;
  readonly description: string;
  readonly rules: readonly string[];
  readonly sources: readonly string[];
  readonly input: Partial<MemberInput>;
  /** Whether pacing and limits are the machine's defaults. */
  readonly hasDefaults: boolean;
  readonly questions: ReadonlyMap<string, Partial<Challenge>>;
  readonly show: readonly (keyof MemberView)[];
  /** The fields that the input has not. */
  readonly without: readonly string[];
  /** The attempt before: its setup and its steps; `null` for none. */
  readonly after: string | null;
  /** `null` where the text begins with `begin`. */
  readonly setup: string | null;
  readonly steps: readonly TextStep[];
  /** All above the first step, as it is written. */
  readonly head: string;
}

export interface TextStep {
  /** What happens, in words. */
  readonly given: string;
  /** What must come of it; `''` when it is not written yet. */
  readonly expected: string;
}

const ARROW = '=>';

function stepOf(line: string): TextStep {
  const words = wordsOf(line);
  const arrow = words.indexOf(ARROW);
  const [given, expected] =
    arrow === -1 ? [words, []] : [words.slice(0, arrow), words.slice(arrow + 1)];
  return { given: given.join(' '), expected: expected.join(' ') };
}

const WORDS = ['rules', 'sources', 'show', 'without'] as const;

function vectorOf(text: string): TextVector {
  const [name = '', ...all] = text.trim().split('\n');
  const first = all.findIndex((line) => !isHead(line));
  const lines = first === -1 ? all : all.slice(0, first);
  const sentence: string[] = [];
  const words: Record<string, readonly string[]> = {};
  const questions = new Map<string, Partial<Challenge>>();
  let input: Partial<MemberInput> = {};
  let hasDefaults = false;
  let setup: string | null = null;
  let after: string | null = null;
  for (const line of lines) {
    const [key = '', value = ''] = line.split(/: (.*)/s);
    if (line.startsWith('# ')) sentence.push(line.slice(2));
    else if (key === 'input') input = parseJson(value) as Partial<MemberInput>;
    else if (line === 'pacing: default') hasDefaults = true;
    else if (key === 'setup') setup = value;
    else if (key === 'after') after = value;
    else if (key.startsWith('question ')) questions.set(key.slice(9), JSON.parse(value));
    else if ((WORDS as readonly string[]).includes(key)) words[key] = value.split(' ');
    else throw new Error(`${name}: a head has no line "${line}"`);
  }
  return {
    name,
    description: sentence.join(' '),
    rules: words.rules ?? [],
    sources: words.sources ?? [],
    without: words.without ?? [],
    show: (words.show ?? []) as readonly (keyof MemberView)[],
    setup,
    after,
    input,
    hasDefaults,
    questions,
    steps: all.slice(lines.length).map(stepOf),
    head: [`=== ${name}`, ...lines].join('\n'),
  };
}

/** @throws {Error} that names the vector whose text is wrong. */
export const parseVectors = (text: string): readonly TextVector[] =>
  text.split(/^=== /m).slice(1).map(vectorOf);

/** The text of a vector, with what has come of each step. */
export const printVector = ({ head, steps }: TextVector, came: readonly string[]): string =>
  [head, ...steps.map(({ given }, index) => `${given} ${ARROW} ${came[index]}`)].join('\n');
