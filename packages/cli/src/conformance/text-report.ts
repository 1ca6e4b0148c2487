import { relative } from 'node:path';
import { styleText } from 'node:util';
import type { Write } from '../common/io.ts';
import type { ProgressBar } from '../common/progress-bar.ts';
import { causeOfState, decidingLines, type readAlgorithm } from './algorithm.ts';
import type { Failure, Result } from './check.ts';
import { type Report, reasonLines, type Summary } from './report.ts';
import { ruleLines } from './rule-lines.ts';
import { versionSentence } from './spec-version.ts';
import { type PortStage, STAGES, stageOf } from './stages.ts';
import { lineOfStep } from './text-line.ts';
import { sizeOf, type Topic, type Vector, writtenTextOf } from './vectors.ts';

export interface TextReportOptions {
  readonly write: Write;
  /** What each rule is about, by its number. */
  readonly rules: ReadonlyMap<string, string>;
  /** The normative chapter of the specification. */
  readonly algorithm: ReturnType<typeof readAlgorithm>;
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

/** How many vectors of the run each stage has. */
function stageSizes(topics: readonly Topic[]): ReadonlyMap<PortStage, number> {
  const stages = topics.flatMap(({ vectors }) => vectors.map(stageOf));
  return new Map(
    STAGES.map(({ name }) => [name, stages.filter((stage) => stage === name).length] as const),
  );
}

/** Where the vector is, and the step that failed: its line, if the vector was written as text. */
function stepLines({ file, text: packed, steps }: Vector, { step, event }: Failure) {
  const written = file ? writtenTextOf(file) : null;
  const text = written?.text ?? packed;
  const line = text === undefined ? null : lineOfStep(text, step, steps.length);
  const what = typeof event === 'string' ? event : JSON.stringify(event);
  return [
    ...(written ? [pathTo(written.place)] : []),
    ...(file ? [pathTo(file)] : (text?.split('\n') ?? [])),
    ...(line === null ? [] : [`line: ${line}`]),
    `step ${step} of ${steps.length}: ${what}`,
  ];
}

/** What follows from a wrong state is left out, so that the cause is seen. */
function withoutConsequences(failure: Failure): Failure {
  const { differences, moreDifferences = 0 } = failure;
  if (!differences.some(({ path }) => path === 'state')) return failure;
  const cause = causeOfState(failure);
  const shown = differences.filter(
    ({ path }) => path === cause || /^(state$|effects|view\.rule$)/.test(path),
  );
  return {
    ...failure,
    differences: shown,
    moreDifferences: moreDifferences + differences.length - shown.length,
  };
}

/** The last line of a run. */
function lastLine({ passed, failed, notRun, gaveUpAfter }: Summary, total: number): string {
  if (failed === 0 && notRun === 0)
    return styleText('green', total === 1 ? 'The vector passes.' : `All ${passed} vectors pass.`);
  const failing = `${failed} of ${total} vectors ${failed === 1 ? 'fails' : 'fail'}.`;
  if (notRun === 0) return styleText('red', failing);
  if (gaveUpAfter !== null)
    return `${styleText('red', failing)} ${notRun} were not run: the command broke in ${gaveUpAfter} vectors in a row.`;
  return `${styleText('red', 'Stopped at the first failure')}: vector ${total - notRun} of ${total}. ${passed} ${passed === 1 ? 'passes' : 'pass'}.`;
}

/** Lines for people: the failures, the totals of each stage, and the totals of the run. */
export function createTextReport(options: TextReportOptions): Report {
  const { write, rules, algorithm, topics, bar, room } = options;
  const total = sizeOf(topics);
  const sizes = stageSizes(topics);
  const width = Math.max(...[...sizes].map(([name, size]) => (size > 0 ? name.length : 0)));
  /** How many vectors of each stage have run, and how many of them pass. */
  const counts = new Map<PortStage, { ended: number; passed: number }>();
  let ended = 0;
  /** The ids of failed vectors, by cause. */
  const causes = new Map<string, string[]>();
  const lines = (texts: readonly string[]) => write(texts.map((text) => `${text}\n`).join(''));

  function told({ vector, failure }: Result & { readonly failure: Failure }): readonly string[] {
    const { id, description } = vector;
    return [
      `${styleText('red', 'FAILED')} ${id}: ${description}`,
      ...indented([
        ...stepLines(vector, failure),
        ...reasonLines(withoutConsequences(failure), room - 2),
        ...decidingLines(algorithm, failure),
        ...ruleLines(vector.rules, rules),
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
      const { vector, failure, isKnown } = result;
      const stage = stageOf(vector);
      const count = counts.get(stage) ?? { ended: 0, passed: 0 };
      counts.set(stage, count);
      ended += 1;
      count.ended += 1;
      if (failure === null) count.passed += 1;
      bar?.clear();
      if (failure && !isKnown) show({ ...result, failure });
      if (count.ended === sizes.get(stage))
        lines([`${stage.padEnd(width)}  ${count.passed} of ${count.ended} pass`]);
      if (ended < total) bar?.draw(ended, total, stage);
    },
    end(summary) {
      const { known, passNow, versions } = summary;
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
      lines([lastLine(summary, total)]);
    },
    close: () => bar?.clear(),
  };
}
