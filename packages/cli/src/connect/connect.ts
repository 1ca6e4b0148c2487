import { type Act, type Challenge, createMemberActors, memberMachine } from '@mx-member/machine';
import { createActor } from 'xstate';
import { EXIT, type ExitCode, Interrupt } from '../common/errors.ts';
import { type Io, mustBeStill } from '../common/io.ts';
import { PACING } from '../common/pacing.ts';
import type { Inspection } from '../inspect/inspection.ts';
import { type AnswerLines, createAnswerer, openAnswerLines } from './answers.ts';
import { type Conversation, type Ending, runLifecycle } from './lifecycle.ts';
import type { ConnectSettings } from './options.ts';
import { createJsonScreen, createTextScreen, type Screen } from './screens.ts';
import { type ConnectTarget, openTarget } from './target.ts';
import { createAsking, createTerminal } from './terminal.ts';
import { titleOf } from './words.ts';

/** JSON lines with `--json`, a live screen in a terminal, otherwise lines of text. */
function createScreen({ json }: ConnectSettings, about: readonly string[], io: Io): Screen {
  const { stdin: input, stdout, stderr, env } = io;
  // With --json the standard output has only JSON, so questions go to the standard error.
  const output = json ? stderr : stdout;
  const write = (text: string) => stdout.write(text);
  const options = {
    input,
    output,
    isStill: mustBeStill(env),
    onInterrupt: () => io.interrupt(EXIT.interrupted),
  };
  const isTerminal = input.isTTY && output.isTTY;
  if (json) return { ...createJsonScreen(write), ...(isTerminal && createAsking(options)) };
  if (isTerminal) return createTerminal({ ...options, about });
  write(`${about.join('\n')}\n`);
  return createTextScreen(write);
}

/** Waits until a person at the terminal has opened the inspector. Otherwise a short lifecycle ends before that. */
async function waitForViewer(inspection: Inspection, { stdin, stderr, signal }: Io) {
  if (inspection.isWatched || signal.aborted || !stdin.isTTY || !stderr.isTTY) return;
  stderr.write(`Open ${inspection.address} to begin.\nPress Ctrl-C to stop.\n`);
  await inspection.watched(signal);
}

/** Another attempt. */
interface Again {
  readonly after?: number;
  readonly act?: Act;
}

/** A question of our own. It has the form of a question of the bank, so that each screen can ask it. */
const ourQuestion = (label: string, ...options: Challenge['options']): Challenge => ({
  guid: 'restart',
  type: 'OPTIONS',
  label,
  options,
});

/** Asks whether to start again, as after any failure. */
const restartQuestion = (happened: string): Challenge =>
  ourQuestion(
    `${happened} Start again?`,
    { label: 'Yes, start again', value: 'yes' },
    { label: 'No', value: 'no' },
  );

/** Asks whether to log in with what MX has, although MX shows that the bank refused it. "No" comes first, because a bank may lock an account. */
const checkedQuestion = (happened: string): Challenge =>
  ourQuestion(
    `${happened} No other login was sent. Log in anyway?`,
    { label: 'No', value: 'no' },
    { label: 'Yes, I have checked it at the bank', value: 'yes' },
  );

/**
 * The attempt that a person at the terminal wants; `null` for none. Programs are not asked. An attempt that would fail as this one is
 * not offered, but one after a lifecycle that had ended before is, and so is a login that was not sent because MX shows a refused one.
 * @throws the reason of the signal, if the person leaves without an answer.
 */
async function nextAttempt(
  { outcome, unanswered, revision, isOld = false }: Ending,
  { json }: ConnectSettings,
  { ask, leave }: Screen,
  signal: AbortSignal,
): Promise<Again | null> {
  if (json || ask === null || signal.aborted || unanswered !== null) return null;
  const hasFailed = outcome.outcome === 'failed';
  // `taken` and `lost`: our start may have logged in. Otherwise only another job has.
  const wasSent = outcome.start === 'taken' || outcome.start === 'lost';
  const isUnsent = !isOld && hasFailed && !wasSent && outcome.reason === 'credentials';
  if (!isOld && !isUnsent && !(hasFailed && outcome.nextStep === 'restart')) return null;
  const question = isUnsent ? checkedQuestion : restartQuestion;
  const answer = await ask(question(titleOf(outcome)), signal);
  if (signal.aborted) {
    leave?.();
    throw signal.reason;
  }
  if (answer !== 'yes') return null;
  return {
    ...(revision !== undefined && { after: revision }),
    ...(isUnsent && { act: { type: 'checked', before: null, reply: null, at: Date.now() } }),
  };
}

/** Everything that is open while the lifecycle runs. */
interface Opened {
  readonly target: ConnectTarget;
  readonly inspection: Inspection | null;
  readonly lines: AnswerLines | null;
}

/** Deadlines for the simulated bank. It has no slow replica, so a second wrong answer is reported at once instead of after a minute. */
const AT_SIMULATOR = { deadlines: { catchUp: 1_000 } };

/** Runs one attempt, here or at the host. */
async function attempt(
  { source, pace, job }: ConnectSettings,
  { target: { at, member }, inspection }: Opened,
  conversation: Conversation,
  { act, ...again }: Again = {},
): Promise<Ending> {
  const input = { member, job, ...(act && { act }) };
  if (at.type === 'host') {
    const { runAtHost } = await import('./at-host.ts');
    return runAtHost(at.address, input, conversation, again);
  }
  const actor = createActor(memberMachine.provide({ actors: createMemberActors(at.mx) }), {
    input: { ...input, ...PACING[pace], ...(source.kind === 'simulator' && AT_SIMULATOR) },
    ...(inspection && { inspect: inspection.inspect }),
  });
  return runLifecycle(actor, conversation);
}

/** Runs the lifecycle on its own screen until it ends, and again whenever the person asks for it. */
async function run(settings: ConnectSettings, opened: Opened, io: Io): Promise<ExitCode> {
  const { target, inspection, lines } = opened;
  const { answers, json } = settings;
  const watchAt = inspection ? [`Inspector: ${inspection.address}`] : [];
  if (json) for (const line of watchAt) io.stderr.write(`${line}\n`);
  const screen = createScreen(settings, [...target.about, ...watchAt], io);
  const answer = createAnswerer(lines ?? answers, screen.ask, screen.given);
  try {
    const conversation = { show: screen.show, answer, signal: io.signal };
    let ended = await attempt(settings, opened, conversation);
    for (;;) {
      const again = await nextAttempt(ended, settings, screen, io.signal);
      if (again === null) break;
      ended = await attempt(settings, opened, conversation, again);
    }
    const { outcome, unanswered } = ended;
    // A lifecycle without an answer has no outcome of its own, so the reason is printed instead.
    if (unanswered !== null) throw unanswered;
    const { reason } = io.signal;
    if (reason instanceof Interrupt && reason.cause !== undefined) throw reason;
    const isConnected = outcome.outcome === 'connected';
    screen.end(outcome, isConnected ? await target.count(io.signal) : null);
    if (reason instanceof Interrupt) return reason.exitCode;
    if (inspection) await waitForViewer(inspection, io);
    return isConnected ? EXIT.done : EXIT.failed;
  } finally {
    screen.close();
  }
}

async function open(
  { source, pace, viewer, answersFrom }: ConnectSettings,
  closers: (() => unknown)[],
  io: Io,
): Promise<Opened> {
  const lines = answersFrom === undefined ? null : await openAnswerLines(answersFrom, io);
  closers.push(() => lines?.close());
  const target = await openTarget(source, pace, io.signal);
  closers.push(() => target.close());
  // The inspector is loaded only with --inspect.
  const inspection = viewer
    ? await (await import('../inspect/inspection.ts')).openInspection(viewer)
    : null;
  closers.push(() => inspection?.close());
  return { target, inspection, lines };
}

/**
 * Runs the lifecycle of one member, and shows it in the inspector with `--inspect`.
 * @throws {CliError} if nobody can answer a question.
 */
export async function connect(settings: ConnectSettings, io: Io): Promise<ExitCode> {
  const closers: (() => unknown)[] = [];
  try {
    return await run(settings, await open(settings, closers, io), io);
  } finally {
    // Closes in reverse order.
    for (const close of closers.reverse()) await close();
  }
}
