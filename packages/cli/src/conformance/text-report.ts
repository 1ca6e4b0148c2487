import { relative } from 'node:path';
import { styleText } from 'node:util';
import type { Write } from '../common/io.ts';
import type { ProgressBar } from '../common/progress-bar.ts';
import type { Failure, Result } from './check.ts';
import { type Report, reasonLines } from './report.ts';
import { versionSentence } from './spec-version.ts';
import { sizeOf, type Topic } from './vectors.ts';

export interface TextReportOptions {
  readonly write: Write;
  /** The sentence of each rule, by its number. */
  readonly rules: ReadonlyMap<string, string>;
  /** The vectors of this run. */
  readonly topics: readonly Topic[];
  /** `null` if nothing may move on the screen. */
  readonly bar: ProgressBar | null;
  /** The width of the screen, in columns. */
  readonly room: number;
}

/** How many vectors with the same cause are listed. */
const MAX_NAMED = 5;

/** The event and the places that differ. Failures that agree in both mostly have the same cause. */
function causeOf({ event, differences, broken }: Failure): string {
  const { type = event, call = '' } = Object(event);
  const places = differences.map(({ path }) => path.replaceAll(/\[\d+\]/g, '[]'));
  return broken ?? JSON.stringify([type, call, [...new Set(places)]]);
}

/** The path of a file, relative to the working directory if the file is inside it. */
function pathTo(file: string): string {
  const path = relative('', file);
  return path.startsWith('..') ? file : path;
}

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

/** Lines for people: the failures, the totals of each topic, and the totals of the run. */
export function createTextReport(options: TextReportOptions): Report {
  const { write, rules, topics, bar, room } = options;
  const total = sizeOf(topics);
  const width = Math.max(...topics.map(({ name }) => name.length));
  const results: Result[] = [];
  /** The ids of failed vectors, by cause. */
  const causes = new Map<string, string[]>();
  const lines = (texts: readonly string[]) => write(texts.map((text) => `${text}\n`).join(''));

  function told({ vector, failure }: Result & { readonly failure: Failure }): readonly string[] {
    const { id, description, steps, file } = vector;
    const { step, event } = failure;
    return [
      `${styleText('red', 'FAILED')} ${id}: ${description}`,
      ...indented([
        ...(file ? [pathTo(file)] : []),
        ...vector.rules.map(
          (rule) => `${rule}: ${rules.get(rule) ?? 'a rule that the README does not list'}`,
        ),
        `step ${step} of ${steps.length}: ${typeof event === 'string' ? event : JSON.stringify(event)}`,
        ...reasonLines(failure, room - 2),
      ]),
      '',
    ];
  }

  /** Shows a failure in full, unless an earlier failure has the same cause. */
  function show(result: Result & { readonly failure: Failure }) {
    const cause = causeOf(result.failure);
    const same = causes.get(cause);
    if (same) return void same.push(result.vector.id);
    causes.set(cause, [result.vector.id]);
    lines(told(result));
  }

  /** The failures that were not shown, listed by the first failure with the same cause. */
  const others = (): readonly string[] =>
    [...causes.values()].flatMap(([first, ...rest]) =>
      rest.length === 0
        ? []
        : [
            `${rest.length} more like ${first}: ${rest.slice(0, MAX_NAMED).join(', ')}${rest.length > MAX_NAMED ? ', …' : ''}`,
          ],
    );

  return {
    result(result) {
      const { topic, failure, isKnown } = result;
      results.push(result);
      bar?.clear();
      if (failure && !isKnown) show({ ...result, failure });
      const size = topics.find(({ name }) => name === topic)?.vectors.length;
      const ended = results.filter((one) => one.topic === topic);
      const passed = ended.filter((one) => one.failure === null);
      if (ended.length === size)
        lines([`${topic.padEnd(width)}  ${passed.length} of ${size} pass`]);
      if (results.length < total) bar?.draw(results.length, total, topic);
    },
    end({ passed, failed, notRun, gaveUpAfter, known, passNow, versions }) {
      const version = versions ? versionSentence(versions) : '';
      bar?.clear();
      lines([
        ...others(),
        ...passNow.map(
          (id) =>
            `${styleText('red', 'PASSES')} ${id}, although the file lists it as failing: remove it from the file.`,
        ),
        ...(version ? [version] : []),
        ...(known
          ? [`${known} ${known === 1 ? 'vector fails' : 'vectors fail'} as the file says.`]
          : []),
      ]);
      const why = gaveUpAfter && `: the command broke in ${gaveUpAfter} vectors in a row`;
      lines([
        failed === 0 && notRun === 0
          ? styleText('green', `All ${passed} vectors pass.`)
          : `${styleText('red', `${failed} of ${total} vectors ${failed === 1 ? 'fails' : 'fail'}.`)}${notRun > 0 ? ` ${notRun} were not run${why ?? ''}.` : ''}`,
      ]);
    },
    close: () => bar?.clear(),
  };
}
