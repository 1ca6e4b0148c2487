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
  /** What a rule says, by its number. */
  readonly rules: ReadonlyMap<string, string>;
  /** What will be run. */
  readonly topics: readonly Topic[];
  /** `null` where nothing may move. */
  readonly bar: ProgressBar | null;
  /** How many columns there are. */
  readonly room: number;
}

/** How many vectors with the same cause are named. */
const MAX_NAMED = 5;

/** What happened, and where the answer differs: failures that are equal in both mostly have one cause. */
function causeOf({ event, differences, broken }: Failure): string {
  const { type = event, call = '' } = Object(event);
  const places = differences.map(({ path }) => path.replaceAll(/\[\d+\]/g, '[]'));
  return broken ?? JSON.stringify([type, call, [...new Set(places)]]);
}

/** A path from the working directory, where the file is below it. */
function pathTo(file: string): string {
  const path = relative('', file);
  return path.startsWith('..') ? file : path;
}

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

/** Lines for people: the failures, how many vectors of each topic pass, and last of all. */
export function createTextReport(options: TextReportOptions): Report {
  const { write, rules, topics, bar, room } = options;
  const total = sizeOf(topics);
  const width = Math.max(...topics.map(({ name }) => name.length));
  const results: Result[] = [];
  /** The ids of what has failed, by its cause. */
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
          (rule) => `${rule}: ${rules.get(rule) ?? 'a rule of which no README tells'}`,
        ),
        `step ${step} of ${steps.length}: ${typeof event === 'string' ? event : JSON.stringify(event)}`,
        ...reasonLines(failure, room - 2),
      ]),
      '',
    ];
  }

  /** A failure in full, unless one before it has the same cause. */
  function show(result: Result & { readonly failure: Failure }) {
    const cause = causeOf(result.failure);
    const same = causes.get(cause);
    if (same) return void same.push(result.vector.id);
    causes.set(cause, [result.vector.id]);
    lines(told(result));
  }

  /** The failures that were not shown, by the one that was. */
  const others = (): readonly string[] =>
    [...causes.values()].flatMap(([first, ...rest]) =>
      rest.length === 0
        ? []
        : [
            `${rest.length} more as in ${first}: ${rest.slice(0, MAX_NAMED).join(', ')}${rest.length > MAX_NAMED ? ', …' : ''}`,
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
            `${styleText('red', 'PASSES')} ${id}, which is known to fail: take it out of the file.`,
        ),
        ...(version ? [version] : []),
        ...(known ? [`${known} ${known === 1 ? 'fails as is' : 'fail as are'} known.`] : []),
      ]);
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
