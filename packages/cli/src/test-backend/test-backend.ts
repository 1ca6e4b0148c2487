import { playPlan, type UserPart, UserPartError } from '@mx-member/simulator/world';
import { CliError, EXIT, type ExitCode } from '../common/errors.ts';
import { type Io, mustBeStill } from '../common/io.ts';
import { createProgressBar } from '../common/progress-bar.ts';
import type { TestBackendSettings } from './options.ts';
import { createJsonRunReport } from './report/json.ts';
import { type RunReport, summaryOf } from './report/summary.ts';
import { createTextRunReport, type Running } from './report/text.ts';
import { freePort, launchProcess } from './run/launch.ts';
import { byAddresses, type UserAddresses } from './run/user-addresses.ts';
import { loadUserModule } from './run/user-module.ts';
import type { AttackScenario } from './scenarios/scenario.ts';
import { type ScenarioResult, scenarioResult } from './scenarios/scenario-result.ts';
import { chosenScenarios } from './scenarios/shipped.ts';

/** The user's part for a server at a TCP port. */
type UserAt = (port: number) => UserPart;

function addressesAt(addresses: UserAddresses, port: number): UserAddresses {
  const at = ({ method, url }: UserAddresses['start']) => ({
    method,
    url: `http://127.0.0.1:${port}${url}`,
  });
  const { start, status, answer } = addresses;
  return { start: at(start), status: at(status), answer: at(answer) };
}

async function userPartOf({ user }: TestBackendSettings): Promise<UserAt> {
  if ('addresses' in user) return (port) => byAddresses(addressesAt(user.addresses, port));
  const load = await loadUserModule(user.module);
  return (port) => load({ port });
}

/** The login of webhooks, from the environment of this process. */
function webhookLoginOf({ env }: Io): Readonly<Record<string, string>> {
  const { MX_WEBHOOK_USERNAME = 'mx', MX_WEBHOOK_PASSWORD = 'test-backend' } = env;
  return { MX_WEBHOOK_USERNAME, MX_WEBHOOK_PASSWORD };
}

function webhookRoute(path: string, port: number, login: ReturnType<typeof webhookLoginOf>) {
  const url = new URL(path, `http://127.0.0.1:${port}`);
  url.username = encodeURIComponent(login.MX_WEBHOOK_USERNAME ?? '');
  url.password = encodeURIComponent(login.MX_WEBHOOK_PASSWORD ?? '');
  return { url, send: (request: Request) => fetch(request) };
}

/** Plays one scenario against its own server. */
async function play(
  scenario: AttackScenario,
  settings: TestBackendSettings,
  userAt: UserAt,
  { io, signal }: { readonly io: Io; readonly signal: AbortSignal },
): Promise<ScenarioResult> {
  const { speed, webhooks } = settings;
  const port = settings.port ?? (await freePort());
  const webhookLogin = webhookLoginOf(io);
  const evidence = await playPlan(scenario, {
    speed,
    webhooks: webhooks === null ? null : webhookRoute(webhooks, port, webhookLogin),
    launch: (launch) =>
      launchProcess(launch, { settings, port, user: userAt(port), webhookLogin, signal }),
    signal,
  });
  return scenarioResult(scenario, evidence);
}

/** Plays all scenarios, several at once. The first error ends all of them. */
async function playAll(
  scenarios: readonly AttackScenario[],
  settings: TestBackendSettings,
  io: Io,
  {
    userAt,
    report,
    running,
  }: { readonly userAt: UserAt; readonly report: RunReport; readonly running: Set<string> },
): Promise<readonly ScenarioResult[]> {
  const stop = new AbortController();
  const signal = AbortSignal.any([io.signal, stop.signal]);
  const results: ScenarioResult[] = [];
  const waiting = [...scenarios];
  const lane = async () => {
    for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
      running.add(next.name);
      const result = await play(next, settings, userAt, { io, signal });
      running.delete(next.name);
      results.push(result);
      report.result(result);
    }
  };
  const lanes = Array.from({ length: settings.atOnce }, () =>
    lane().catch((error: unknown) => {
      stop.abort(error);
      throw error;
    }),
  );
  const ended = await Promise.allSettled(lanes);
  io.signal.throwIfAborted();
  if (stop.signal.aborted) throw stop.signal.reason;
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return results;
}

function createScreenFor({ json }: TestBackendSettings, io: Io, running: () => Running): RunReport {
  const { stdout, env } = io;
  const write = (text: string) => stdout.write(text);
  if (json) return createJsonRunReport(write);
  const isStill = !stdout.isTTY || mustBeStill(env);
  return createTextRunReport(write, isStill ? null : createProgressBar(stdout), running);
}

function exitCodeOf(results: readonly ScenarioResult[]): ExitCode {
  const { failed, notChecked } = summaryOf(results);
  if (failed > 0) return EXIT.failed;
  return notChecked > 0 ? EXIT.unread : EXIT.done;
}

/**
 * Attacks a server with the chosen scenarios.
 * @throws {CliError} if the server cannot be started, or the user's part is wrong.
 */
export async function testBackend(settings: TestBackendSettings, io: Io): Promise<ExitCode> {
  const { speed, atOnce } = settings;
  const { scenarios, leftOut } = chosenScenarios(settings);
  const userAt = await userPartOf(settings);
  const names = new Set<string>();
  let done = 0;
  const screen = createScreenFor(settings, io, () => ({
    done,
    of: scenarios.length,
    names: [...names],
  }));
  const report: RunReport = {
    ...screen,
    result(result) {
      done += 1;
      screen.result(result);
    },
  };
  const sum = scenarios.reduce((total, { most }) => total + most, 0);
  const longest = Math.max(...scenarios.map(({ most }) => most));
  report.begin({ scenarios, leftOut }, Math.max(longest, sum / atOnce) / speed);
  try {
    const results = await playAll(scenarios, settings, io, { userAt, report, running: names });
    report.end(results);
    return exitCodeOf(results);
  } catch (error) {
    if (error instanceof UserPartError)
      throw new CliError(`The user's part is wrong: ${error.message}`, 'protocol');
    throw error;
  } finally {
    report.close();
  }
}
