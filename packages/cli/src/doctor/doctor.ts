import { createTracer } from '@mx-member/adapters/trace';
import { CliError, EXIT, type ExitCode } from '../common/errors.ts';
import { type Io, jsonLine } from '../common/io.ts';
import { openStepFile } from '../common/trace-file.ts';
import { writeTo } from '../common/wrap.ts';
import { examine } from './checks.ts';
import type { DoctorSettings, ScenariosSettings } from './options.ts';
import { addressOf, type Fetch } from './probe.ts';
import { comparedText, findingText, leftText, summaryText } from './report.ts';
import type { Compared } from './scenarios/run.ts';

/**
 * Plays the scenarios. Loads them only here, because they need the host and the simulator, and so does the page.
 * @throws {CliError} if no scenario could be played.
 */
async function playScenarios(
  settings: DoctorSettings & { readonly scenarios: ScenariosSettings },
  { stdout, stderr, signal }: Io,
  fetch: Fetch,
): Promise<ExitCode> {
  const say = writeTo(stdout);
  const { runScenarios } = await import('./scenarios/run.ts');
  const { Observed } = await import('../seen/observed.ts');
  const { writePage } = await import('../seen/page.ts');
  const { scenarios, json } = settings;
  const { only, pace, expiry } = scenarios;
  const observed = new Observed();
  let lines = 0;
  const read = (line: string) => {
    lines += 1;
    observed.read(JSON.parse(line), `line ${lines} of this run`);
  };
  // The key is not stored, so nobody can test whether a guid is in the trace.
  const file =
    scenarios.trace === null ? null : openStepFile(scenarios.trace, undefined, { onLine: read });
  const trace = file?.tracer ?? createTracer({ write: read });
  if (!json)
    say(
      `\nPlaying ${only.length} scenarios at MX Bank at the same time. Each has its own user, who is deleted at the end. A question that nobody answers is watched for up to ${Math.round(expiry / 60_000)} minutes.\n\n`,
    );
  const show = (compared: Compared) =>
    json ? stdout.write(jsonLine(compared)) : say(comparedText(compared));
  let isLeft = false;
  const all = await runScenarios({
    names: only,
    bank: { ...settings, fetch, pace, expiry, signal, trace },
    onCompared: show,
    onLeft(ids) {
      isLeft = ids.length > 0;
      if (isLeft) stderr.write(leftText(ids));
    },
  }).finally(() => file?.close());
  if (scenarios.page !== null) {
    const place = settings.environment instanceof URL ? 'simulator' : 'test-bank';
    await writePage(scenarios.page, { place, now: observed.all, earlier: null });
  }
  const differences = all.reduce((sum, one) => sum + one.differences.length, 0);
  const stopped = all.filter((one) => one.stopped !== null).length;
  const isDeleted = !isLeft;
  if (json) stdout.write(jsonLine({ scenarios: only.length, differences, stopped, isDeleted }));
  else say(endOf({ differences, stopped, isDeleted }));
  if (stopped === only.length)
    throw new CliError('None of the scenarios finished. The reasons are above.', 'unread');
  return differences + stopped > 0 || isLeft ? EXIT.failed : EXIT.done;
}

function endOf({
  differences,
  stopped,
  isDeleted,
}: {
  readonly differences: number;
  readonly stopped: number;
  readonly isDeleted: boolean;
}): string {
  const found =
    differences === 0
      ? 'No difference was found.'
      : `${differences === 1 ? '1 difference was' : `${differences} differences were`} found. Please report them: each is a fact about MX that nobody has seen yet.`;
  const rest = stopped === 0 ? '' : ` ${stopped} did not finish.`;
  return `\n${found}${rest}${isDeleted ? ' All users were deleted.' : ''}\n`;
}

/**
 * Checks the connection to MX, and says what to do about each problem.
 * @throws {CliError} if none of the scenarios finished; the signal's reason after an abort.
 */
export async function doctor(
  settings: DoctorSettings,
  io: Io,
  fetch: Fetch = globalThis.fetch,
): Promise<ExitCode> {
  const { stdout, signal } = io;
  const say = writeTo(stdout);
  const { json, environment, scenarios } = settings;
  if (!json) say(`MX at ${addressOf(environment)}\n\n`);
  const { findings, isReached } = await examine(settings, { signal, fetch });
  for (const finding of findings)
    json ? stdout.write(jsonLine(finding)) : say(findingText(finding));
  const toDo = findings.filter(({ verdict }) => verdict === 'bad').length;
  if (json) stdout.write(jsonLine({ checks: findings.length, toDo, isReached }));
  else say(summaryText(findings, isReached));
  if (!isReached) return EXIT.unread;
  const canPlay = findings.slice(0, 4).every(({ verdict }) => verdict === 'well');
  if (!scenarios || !canPlay) return toDo > 0 ? EXIT.failed : EXIT.done;
  const code = await playScenarios({ ...settings, scenarios }, io, fetch);
  return toDo > 0 ? EXIT.failed : code;
}
