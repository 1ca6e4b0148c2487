import type { Challenge, MemberInput, MemberView } from '../../../packages/machine/src/index.ts';

/**
 * Vectors as text. A file has many:
 *
 *     === two-rounds
 *     # A job is started, the bank asks twice, and the member is connected.
 *     rules: L1 L2
 *     sources: D-MFA
 *     input: { "job": null }
 *     question A: { "type": "OPTIONS", "options": [] }
 *     show: revision status
 *     setup: asked A
 *
 *     answer A=correct
 *     ----
 *     resumed.submitting rule=noReadingYet needs=none
 *       cancelWait #4
 *       resumed
 *       submitAnswers #5 A=correct
 *
 * Only name, sentence and rules are always there.
 *
 * - `input` is what differs from the input of most vectors (`input.ts`). With `pacing: default`, pacing and limits are the
 *   machine's defaults, and not the ones of the vectors.
 * - `question` is what differs from the usual question with that guid, and `show` names further fields of the view.
 * - `setup` has the steps before the first one that is written (`setup.ts`). Without it the first step is `begin`.
 * - `after` is a setup too: of an attempt before, which was cancelled then.
 *
 * One step is a paragraph: what happens above `----` (`lines.ts`), what comes of it below (`print.ts`).
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
  /** The setup of the attempt before; `null` for none. */
  readonly after: string | null;
  /** `null` where the text begins with `begin`. */
  readonly setup: string | null;
  readonly steps: readonly TextStep[];
  /** All above the first step, as it is written. */
  readonly head: string;
}

export interface TextStep {
  /** One line. */
  readonly given: string;
  /** What must come of it; `''` when it is not written yet. */
  readonly expected: string;
}

const BAR = '\n----\n';

function stepOf(paragraph: string): TextStep {
  const [given = '', expected = ''] = `${paragraph}\n`.split(BAR);
  return { given: given.trim(), expected: expected.trimEnd() };
}

const WORDS = ['rules', 'sources', 'show'] as const;

function vectorOf(text: string): TextVector {
  const [head = '', ...paragraphs] = text.trim().split(/\n{2,}/);
  const [name = '', ...lines] = head.split('\n');
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
    else if (key === 'input') input = JSON.parse(value);
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
    show: (words.show ?? []) as readonly (keyof MemberView)[],
    setup,
    after,
    input,
    hasDefaults,
    questions,
    steps: paragraphs.map(stepOf),
    head: `=== ${head}`,
  };
}

/** @throws {Error} that names the vector whose text is wrong. */
export const parseVectors = (text: string): readonly TextVector[] =>
  text.split(/^=== /m).slice(1).map(vectorOf);

/** The text of a vector, with what has come of each step. */
export const printVector = ({ head, steps }: TextVector, came: readonly string[]): string =>
  [head, ...steps.map(({ given }, index) => `${given}${BAR}${came[index]}`)].join('\n\n');
