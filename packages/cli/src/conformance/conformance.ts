import { join } from 'node:path';
import { EXIT, type ExitCode, explainError } from '../common/errors.ts';
import { type Io, mustBeStill } from '../common/io.ts';
import { createProgressBar } from '../common/progress-bar.ts';
import { readAlgorithm } from './algorithm.ts';
import { checkTopics, MAX_BROKEN, type Result } from './check.ts';
import { type ChildOptions, createRestartingChild, startChild, tryToStart } from './child.ts';
import { supportedTopics } from './features.ts';
import { openJunit } from './junit.ts';
import type { ConformanceSettings } from './options.ts';
import { type RandomSettings, runRandom } from './random/random.ts';
import { answer, createReference } from './reference.ts';
import { createJsonReport, type Report, together } from './report.ts';
import { specVersionOf } from './spec-version.ts';
import { createTextReport } from './text-report.ts';
import {
  assertKnown,
  filterTopics,
  healthPart,
  readHealth,
  readKnownFailing,
  readRefusals,
  readRules,
  readTopics,
  shippedVectors,
  sizeOf,
  specification,
  type Topic,
} from './vectors.ts';

/** Columns without a terminal. */
const ROOM = 120;

/** JSON lines with `--json`; otherwise lines of text, with a progress bar in a terminal. */
function createScreen(json: boolean, topics: readonly Topic[], readme: string, io: Io): Report {
  const { stdout, env } = io;
  const write = (text: string) => stdout.write(text);
  if (json) return createJsonReport(write);
  const isStill = !stdout.isTTY || mustBeStill(env);
  return createTextReport({
    write,
    topics,
    rules: readRules(readme),
    algorithm: readAlgorithm(readme),
    bar: isStill ? null : createProgressBar(stdout),
    room: stdout.columns ?? ROOM,
  });
}

/** Prints the standard error of the command, which helps to find the bug. */
function passOn(said: string, { stderr }: Io) {
  if (said.trim() !== '') stderr.write(`The standard error of the command:\n${said.trimEnd()}\n`);
}

/** The vectors to run, and the directory of their specification: its README has the rules, and `spec.json` the version. */
function vectorsFor({ health, refusals, vectors = null }: ConformanceSettings) {
  if (health) return { all: readHealth(), readme: healthPart(), spec: join(healthPart(), '..') };
  if (refusals) return { all: readRefusals(), readme: specification(), spec: specification() };
  const spec = vectors === null ? specification() : join(vectors, '..');
  return { all: readTopics(vectors ?? shippedVectors()), readme: spec, spec };
}

/** The vectors. If they cannot be read, a command that cannot be started is named first, because it is what the person gave. */
async function vectorsOrCommand(settings: ConformanceSettings, options: ChildOptions | null) {
  try {
    return vectorsFor(settings);
  } catch (error) {
    if (options) await tryToStart(options);
    throw error;
  }
}

/** The versions of command and vectors, where both are known. */
function versionsFor({ specVersion }: ConformanceSettings, directory: string) {
  const vectors = specVersionOf(directory);
  return specVersion !== null && vectors !== null ? { command: specVersion, vectors } : null;
}

/** Runs the chosen vectors. */
async function check(settings: ConformanceSettings, file: Report | null, io: Io) {
  const { command, timeout, bail, filter, json, knownFailing } = settings;
  const options = command && { command, timeout, signal: io.signal };
  const known = knownFailing === null ? null : readKnownFailing(knownFailing);
  const { all, readme, spec } = await vectorsOrCommand(settings, options);
  const supported = supportedTopics(all, settings.features);
  if (known) assertKnown(known, all);
  const topics = filter === null ? supported : filterTopics(supported, filter);
  const report = together([createScreen(json, topics, readme, io), ...(file ? [file] : [])]);

  const subject = options && createRestartingChild(options);
  const startAhead = options && (() => startChild(options));
  const results: Result[] = [];
  let isSound = false;
  try {
    for await (const checked of checkTopics(topics, subject ?? createReference(), startAhead)) {
      const result = known?.has(checked.vector.id) ? { ...checked, isKnown: true } : checked;
      results.push(result);
      report.result(result);
      if (result.failure && !result.isKnown && bail) break;
    }
    isSound = results.every(({ failure, isKnown = false }) => isKnown === (failure !== null));
  } finally {
    report.close?.();
    await subject?.close();
    if (!isSound) passOn(subject?.said() ?? '', io);
  }
  const passed = results.filter(({ failure }) => failure === null);
  const asKnown = results.filter(({ failure, isKnown }) => failure && isKnown).length;
  const notRun = sizeOf(topics) - results.length;
  report.end({
    passed: passed.length,
    failed: results.length - passed.length - asKnown,
    known: known && asKnown,
    passNow: passed.filter(({ isKnown }) => isKnown).map(({ vector }) => vector.id),
    versions: versionsFor(settings, spec),
    notRun,
    gaveUpAfter: notRun > 0 && !bail ? MAX_BROKEN : null,
  });
  return isSound ? EXIT.done : EXIT.failed;
}

/** Runs random steps in the implementation and in the machine. */
async function compare(settings: ConformanceSettings & RandomSettings, io: Io): Promise<ExitCode> {
  const { command, timeout } = settings;
  const child = command && createRestartingChild({ command, timeout, signal: io.signal });
  const subject = child ?? createReference();
  try {
    const pair = { reference: answer, subject };
    const code = await runRandom(settings, pair, io, io.stdout.columns ?? ROOM);
    if (code !== EXIT.done) passOn(child?.said() ?? '', io);
    return code;
  } finally {
    await subject.close();
  }
}

/**
 * Tests an implementation against the vectors.
 * @throws {CliError} if it finds no vectors, or the command cannot be started or does not speak the protocol.
 */
export async function conformance(settings: ConformanceSettings, io: Io): Promise<ExitCode> {
  const { junit, random } = settings;
  if (random) return compare({ ...settings, ...random }, io);
  const file = junit === null ? null : openJunit(junit);
  try {
    return await check(settings, file, io);
  } catch (error) {
    file?.fail(explainError(error).message);
    throw error;
  }
}
