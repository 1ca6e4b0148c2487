import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stepsOfLine } from '../../packages/cli/src/conformance/text-line.ts';
import { decidedIn } from './decided.ts';
import { compileText } from './text/compile.ts';
import { parseVectors, type TextVector } from './text/parse.ts';
import { setupLines } from './text/setup.ts';
import { textSources } from './text/sources.ts';

/** Worked timelines: vectors with all their lines, and the row of the decisions that decides each reading. */

const TIMELINES: Readonly<Record<string, string>> = {
  'verdicts-connected': 'A job that ends well',
  'verdicts-old-code-of-a-job-that-has-begun': 'The error of before, again',
  'verdicts-stale': 'A replica that lags behind',
  'starts-not-arrived': 'A start whose reply is lost',
  'starts-not-arrived-flag-absent': 'A lost start, and MX does not send the flag',
  'starts-conflict': 'A start while another job runs',
  'acts-credentials-then-verify': 'New credentials, after which MX aggregates by itself',
  'oauth-start-waits-for-the-return': 'The user is at the bank’s page',
  'faults-lost-question-stands': 'Answers whose reply is lost',
  'rounds-answered-elsewhere': 'Somebody else answers',
};

/** The same vector with the lines of its setup as steps of its own. */
function withSetup(text: TextVector): TextVector {
  if (text.setup === null) return text;
  const steps = ['begin', ...setupLines(text.setup)].map((given) => ({ given, expected: '' }));
  return { ...text, setup: null, steps: [...steps, ...text.steps] };
}

/** @throws {Error} if no text has the vector. */
function textOf(id: string): TextVector {
  const [topic = '', ...name] = id.split('-');
  const found = parseVectors(textSources().get(topic) ?? '').find(
    (text) => text.name === name.join('-'),
  );
  if (!found) throw new Error(`no text has the vector ${id}`);
  return withSetup(found);
}

/** The lines of a vector, with the row that decides behind each reading. */
function linesOf(id: string, text: TextVector): readonly string[] {
  const { vector, came } = compileText(id.split('-')[0] ?? '', text);
  const rows = new Map(decidedIn(vector).map(({ step, row }) => [step, row]));
  let last = 0;
  return text.steps.map(({ given }, index) => {
    // The line of `begin` is step 0.
    if (given !== 'begin') last += stepsOfLine(given) ?? 0;
    const row = rows.get(last);
    return `${given} => ${came[index]}${row ? `   # ${row}` : ''}`;
  });
}

function timeline([id, title]: readonly [string, string]): string {
  const text = textOf(id);
  const input = Object.keys(text.input).length > 0 ? [`input: ${JSON.stringify(text.input)}`] : [];
  return [
    `## ${title}`,
    `${text.description} (${text.rules.map((rule) => `[${rule}](vectors/rules.md#${rule.toLowerCase()})`).join(', ')}, \`${id}\`)`,
    ['```text', ...input, ...linesOf(id, text), '```'].join('\n'),
  ].join('\n\n');
}

/** timelines.md: the text beside this file, with the timelines. */
export const timelines = (): string =>
  readFileSync(join(import.meta.dirname, 'timelines.md'), 'utf8').replace('{{timelines}}', () =>
    Object.entries(TIMELINES).map(timeline).join('\n\n'),
  );
