import { styleText } from 'node:util';
import type { Write } from '../common/io.ts';
import type { ProgressBar } from '../common/progress-bar.ts';
import type { Result } from './check.ts';
import { type Report, reasonLines } from './report.ts';
import { sizeOf, type Topic } from './vectors.ts';

export interface TextReportOptions {
  readonly write: Write;
  /** What a rule says, by its number. */
  readonly rules: ReadonlyMap<string, string>;
  /** What will be run. */
  readonly topics: readonly Topic[];
  /** `null` where nothing may move. */
  readonly bar: ProgressBar | null;
  /** How many columns there are. */
  readonly room: number;
}

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

/** Lines for people: the failures, how many vectors of each topic pass, and last of all. */
export function createTextReport(options: TextReportOptions): Report {
  const { write, rules, topics, bar, room } = options;
  const total = sizeOf(topics);
  const width = Math.max(...topics.map(({ name }) => name.length));
  const results: Result[] = [];
  const lines = (texts: readonly string[]) => write(texts.map((text) => `${text}\n`).join(''));

  function told({ vector, failure }: Result & { readonly failure: object }): readonly string[] {
    const { id, description, steps } = vector;
    const { step, event } = failure;
    return [
      `${styleText('red', 'FAILED')} ${id}: ${description}`,
      ...indented([
        ...vector.rules.map(
          (rule) => `${rule}: ${rules.get(rule) ?? 'a rule of which no README tells'}`,
        ),
        `step ${step} of ${steps.length}: ${typeof event === 'string' ? event : JSON.stringify(event)}`,
        ...reasonLines(failure, room - 2),
      ]),
      '',
    ];
  }

  return {
    result(result) {
      const { topic, failure } = result;
      results.push(result);
      bar?.clear();
      if (failure) lines(told({ ...result, failure }));
      const size = topics.find(({ name }) => name === topic)?.vectors.length;
      const ended = results.filter((one) => one.topic === topic);
      const passed = ended.filter((one) => one.failure === null);
      if (ended.length === size)
        lines([`${topic.padEnd(width)}  ${passed.length} of ${size} pass`]);
      if (results.length < total) bar?.draw(results.length, total, topic);
    },
    end({ passed, failed, notRun, gaveUpAfter }) {
      bar?.clear();
      const why =
        gaveUpAfter && `: the command broke in ${gaveUpAfter} vectors one after the other`;
      lines([
        failed === 0 && notRun === 0
          ? styleText('green', `All ${passed} vectors pass.`)
          : `${styleText('red', `${failed} of ${total} vectors ${failed === 1 ? 'fails' : 'fail'}.`)}${notRun > 0 ? ` ${notRun} were not run${why ?? ''}.` : ''}`,
      ]);
    },
    close: () => bar?.clear(),
  };
}
