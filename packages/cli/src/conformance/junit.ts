import { statSync, writeFileSync } from 'node:fs';
import { fileError } from '../common/errors.ts';
import { escapeMarkup } from '../common/escape.ts';
import type { Failure, Result } from './check.ts';
import { type Report, reasonLines } from './report.ts';

/** A text as the content of an XML element. Characters that XML does not allow become U+FFFD. */
const content = (text: string): string =>
  escapeMarkup(
    text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}'),
  ).replaceAll('\r', '&#13;');

/** A text as the value of an XML attribute, where XML reads a line break as a space. */
const attribute = (text: string): string =>
  content(text).replace(/[\t\n]/g, (character) => `&#${character.charCodeAt(0)};`);

const NAME = 'mx-member conformance';
const seconds = (ms: number): string => (ms / 1000).toFixed(3);

function failureElement(failure: Failure, sentence: string): string {
  const { step, event } = failure;
  const text = [`step ${step}: ${JSON.stringify(event)}`, ...reasonLines(failure, 120)].join('\n');
  return `<failure message="${attribute(sentence)}">${content(text)}</failure>`;
}

function testcase({ topic, vector, failure, took, isKnown }: Result): string {
  const { id, description } = vector;
  const attributes = `classname="${attribute(topic)}" name="${attribute(id)}" time="${seconds(took)}"`;
  if (failure && isKnown)
    return `    <testcase ${attributes}><skipped message="known to fail"/></testcase>\n`;
  return failure
    ? `    <testcase ${attributes}>${failureElement(failure, description)}</testcase>\n`
    : `    <testcase ${attributes}/>\n`;
}

const failuresIn = (results: readonly Result[]): number =>
  results.filter(({ failure, isKnown }) => failure !== null && !isKnown).length;

function suite(topic: string, results: readonly Result[]): string {
  const took = results.reduce((sum, result) => sum + result.took, 0);
  const attributes = `name="${attribute(topic)}" tests="${results.length}" failures="${failuresIn(results)}" time="${seconds(took)}"`;
  return `  <testsuite ${attributes}>\n${results.map(testcase).join('')}  </testsuite>\n`;
}

/** A suite with one case, for an error of the run itself. */
const brokenSuite = (error: string): string => `  <testsuite name="${NAME}" tests="1" errors="1">
    <testcase classname="${NAME}" name="runs to its end"><error message="${attribute(error)}"/></testcase>
  </testsuite>
`;

/**
 * A run as JUnit XML for CI servers: a suite for each topic, and a case for each vector that was run.
 * @param took In ms.
 * @param error The error that ended the run early; `null` if all vectors were run.
 */
export function junit(results: readonly Result[], took: number, error: string | null): string {
  const topics = [...new Set(results.map(({ topic }) => topic))].sort();
  const errors = error === null ? 0 : 1;
  const attributes = `name="${NAME}" tests="${results.length + errors}" failures="${failuresIn(results)}" errors="${errors}" time="${seconds(took)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<testsuites ${attributes}>\n`,
    ...topics.map((name) =>
      suite(
        name,
        results.filter(({ topic }) => topic === name),
      ),
    ),
    ...(error === null ? [] : [brokenSuite(error)]),
    '</testsuites>\n',
  ].join('');
}

/** A report in a JUnit file. */
interface JunitReport extends Report {
  /** Called instead of `end` when an error ends the run. `message` is the sentence for people. */
  fail(message: string): void;
}

/** Collects the results and saves them as one text. */
function createJunit(save: (text: string) => void): JunitReport {
  const begun = performance.now();
  const results: Result[] = [];
  const write = (error: string | null) => save(junit(results, performance.now() - begun, error));
  return {
    result: (result) => results.push(result),
    end: () => write(null),
    fail: write,
  };
}

const saveTo = (file: string) => (text: string) => {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw fileError('junit', file, { done: 'written', error });
  }
};

/** Whether a file is a pipe or a terminal, which can take only one document. */
function isStream(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats !== undefined && (stats.isFIFO() || stats.isCharacterDevice());
}

/**
 * Opens the file for CI servers. It first writes that the run has not finished, so that the file of an earlier run is never
 * mistaken for the result of this one.
 * @throws {CliError} if the file cannot be written.
 */
export function openJunit(path: string): JunitReport {
  const file = createJunit(saveTo(path));
  if (!isStream(path)) file.fail('The run did not finish.');
  return file;
}
