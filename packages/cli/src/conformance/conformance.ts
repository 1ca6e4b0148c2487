import { writeFileSync } from 'node:fs';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import type { Io } from '../io.ts';
import { createBar } from './bar.ts';
import { checkTopics, type Result } from './check.ts';
import { startChild } from './child.ts';
import { createJunit } from './junit.ts';
import { createLines } from './lines.ts';
import { createOwn } from './own.ts';
import { type Report, together } from './report.ts';
import { readRules } from './rules.ts';
import type { ConformanceSettings } from './settings.ts';
import { createText } from './text.ts';
import { filterTopics, readTopics, shippedVectors, sizeOf, type Topic } from './vectors.ts';

/** Columns where there is no terminal. */
const ROOM = 120;

/** Lines of text where nobody asks for JSON, with a bar in a terminal. */
function createScreen(json: boolean, topics: readonly Topic[], vectors: string, io: Io): Report {
  const { stdout, env } = io;
  const write = (text: string) => stdout.write(text);
  if (json) return createLines(write);
  const isStill = !stdout.isTTY || env.TERM === 'dumb' || Boolean(env.ACCESSIBLE);
  return createText({
    write,
    topics,
    rules: readRules(vectors),
    bar: isStill ? null : createBar(stdout),
    room: stdout.columns || ROOM,
  });
}

const saveTo = (file: string) => (text: string) => {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'no details';
    throw new CliError(`--junit: ${file} cannot be written (${code}).`);
  }
};

/** What the command has said besides its answers, for whoever looks for its mistake. */
function passOn(said: string, { stderr }: Io) {
  if (said.trim() !== '')
    stderr.write(`What the command said on its standard error:\n${said.trimEnd()}\n`);
}

/**
 * Checks an implementation against the vectors.
 * @throws {CliError} when there are no vectors, or the command cannot be started or does not speak the protocol.
 */
export async function conformance(settings: ConformanceSettings, io: Io): Promise<ExitCode> {
  const { command, timeout, bail, filter, json, junit } = settings;
  const vectors = settings.vectors ?? shippedVectors();
  const all = readTopics(vectors);
  const topics = filter === null ? all : filterTopics(all, filter);
  const report = together([
    createScreen(json, topics, vectors, io),
    ...(junit === null ? [] : [createJunit(saveTo(junit))]),
  ]);

  const results: Result[] = [];
  const begun = performance.now();
  const child = command && startChild({ command, timeout, signal: io.signal });
  const subject = child ?? createOwn();
  try {
    for await (const result of checkTopics(topics, subject)) {
      const { failure } = result;
      if (failure?.broken && failure.step === 0 && results.length === 0) {
        passOn(child?.said() ?? '', io);
        throw new CliError(`The command does not speak the protocol. ${failure.broken}`);
      }
      results.push(result);
      report.result(result);
      if (failure && bail) break;
    }
    const failed = results.filter(({ failure }) => failure !== null).length;
    if (failed > 0) passOn(child?.said() ?? '', io);
    report.end({
      passed: results.length - failed,
      failed,
      notRun: sizeOf(topics) - results.length,
      took: performance.now() - begun,
    });
    return failed === 0 ? EXIT.done : EXIT.failed;
  } finally {
    report.close?.();
    await subject.close();
  }
}
