import { createMemberActors, memberMachine, type Pacing } from '@mx-member/machine';
import { createActor } from 'xstate';
import { createAnswerer } from './answers.ts';
import { EXIT, type ExitCode, Interrupt } from './errors.ts';
import type { Io } from './io.ts';
import { runLifecycle } from './lifecycle.ts';
import { createLines } from './lines.ts';
import type { Pace } from './options.ts';
import { openPlace } from './place.ts';
import type { Screen } from './screen.ts';
import type { ConnectSettings } from './settings.ts';
import { createAsking, createTerminal } from './terminal.ts';
import { createText } from './text.ts';

/** In ms. `normal` is the machine's own, which keeps MX's 3 s between readings (A-STAT). */
const PACING: Readonly<Record<Pace, Partial<Pacing>>> = {
  normal: {},
  fast: { first: 60, spread: 0, busy: 120, needsUser: 500, failedMost: 1000 },
};

/** Lines of JSON when asked for, a living screen in a terminal, else lines of text. */
function createScreen({ json }: ConnectSettings, about: readonly string[], io: Io): Screen {
  const { stdin: input, stdout, stderr, env } = io;
  // With --json the standard output is for the lines alone, so questions are asked on the other.
  const output = json ? stderr : stdout;
  const write = (text: string) => stdout.write(text);
  const options = {
    input,
    output,
    isStill: env.TERM === 'dumb' || Boolean(env.ACCESSIBLE),
    onInterrupt: () => io.interrupt(EXIT.interrupted),
  };
  const isTerminal = input.isTTY && output.isTTY;
  if (json) return { ...createLines(write), ...(isTerminal && createAsking(options)) };
  if (isTerminal) return createTerminal({ ...options, about });
  write(`${about.join('\n')}\n`);
  return createText(write);
}

/**
 * Runs the lifecycle of one member.
 * @throws {CliError} when nobody can answer a question.
 */
export async function connect(settings: ConnectSettings, io: Io): Promise<ExitCode> {
  const { source, pace, job, answers, json } = settings;
  const place = await openPlace(source, pace, io.signal);
  const screen = createScreen(settings, place.about, io);
  try {
    const machine = memberMachine.provide({ actors: createMemberActors(place.port) });
    const input = { member: place.member, job, pacing: PACING[pace] };
    const { outcome, unanswered } = await runLifecycle(createActor(machine, { input }), {
      show: screen.show,
      answer: createAnswerer(answers, screen.ask, screen.given),
      signal: io.signal,
    });
    if (json || unanswered === null) screen.end(outcome);
    if (unanswered !== null) throw unanswered;
    if (io.signal.reason instanceof Interrupt) return io.signal.reason.exitCode;
    return outcome.outcome === 'connected' ? EXIT.done : EXIT.failed;
  } finally {
    screen.close();
    await place.close();
  }
}
