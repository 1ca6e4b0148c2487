import type { ReadStream, WriteStream } from 'node:tty';
import { cancel, intro, log, outro } from '@clack/prompts';
import type { MemberView } from '@mx-member/machine';
import { wrapped, writeTo } from '../common/wrap.ts';
import { createPictures } from './pictures.ts';
import { createPlainAsk } from './plain-prompts.ts';
import { createAsk, EDGE } from './prompts.ts';
import type { Screen } from './screens.ts';
import { createSpinner, duration } from './spinner.ts';
import { CANCELED, caveat, doing, ending, plainText, progressOf } from './words.ts';

const CTRL_C = '\u0003';

/**
 * Ignores the keyboard while nothing is asked, so that an early Enter does not answer the next question. Only Ctrl-C is
 * read, which a terminal in raw mode sends as a key.
 * @returns A function that releases the keyboard.
 */
function holdKeyboard(input: ReadStream, onInterrupt: () => void): () => void {
  const onData = (keys: Buffer | string) => {
    if (String(keys).includes(CTRL_C)) onInterrupt();
  };
  input.setRawMode(true);
  input.on('data', onData);
  input.resume();
  return () => {
    input.off('data', onData);
    input.setRawMode(false);
    input.pause();
  };
}

/** How the screen writes what it has to say. */
interface Voice {
  intro(text: string): void;
  say(kind: 'info' | 'step' | 'warn' | 'success' | 'error', text: string): void;
  outro(text: string): void;
  cancel(text: string): void;
}

/** With lines and marks around the words, which no reader needs. */
function boxedVoice(output: WriteStream): Voice {
  const fitted = (text: string) => wrapped(text, output.columns - EDGE);
  return {
    intro: (text) => intro(text, { output }),
    say: (kind, text) => log[kind](fitted(text), { output }),
    outro: (text) => outro(fitted(text), { output }),
    cancel: (text) => cancel(fitted(text), { output }),
  };
}

/** In plain lines, for screen readers and terminals that cannot move their cursor. */
function plainVoice(output: WriteStream): Voice {
  const write = writeTo(output);
  const line = (text: string) => write(`${text}\n`);
  return { intro: line, say: (_, text) => line(text), outro: line, cancel: line };
}

export interface TerminalOptions {
  readonly input: ReadStream;
  readonly output: WriteStream;
  /** Sentences to show first. */
  readonly about: readonly string[];
  /** Whether nothing may move, because the terminal cannot move its cursor or the person wants it so. */
  readonly isStill: boolean;
  /** Called at Ctrl-C. */
  readonly onInterrupt: () => void;
}

/** Asks in a terminal and shows nothing else. For `--json`, whose lines show the rest. */
export function createAsking(
  options: Omit<TerminalOptions, 'about'>,
): Pick<Screen, 'ask' | 'close'> {
  const pictures = createPictures();
  const ask = (options.isStill ? createPlainAsk : createAsk)({ ...options, pictures });
  return { ask, close: () => pictures.remove() };
}

/** Shows a lifecycle to a person at a terminal. */
export function createTerminal(options: TerminalOptions): Screen {
  const { input, output, about, isStill, onInterrupt } = options;
  const asking = createAsking(options);
  const spinner = createSpinner(output, isStill);
  let releaseKeyboard: (() => void) | null = null;
  let phase: MemberView['state'] | null = null;
  let problems: MemberView['problems'] = [];

  const stopWork = () => {
    const lasted = spinner.stop();
    releaseKeyboard?.();
    releaseKeyboard = null;
    return lasted;
  };

  /** Logs the phase that has ended, with its duration. */
  const finish = () => {
    const lasted = stopWork();
    // Plain lines have said the phase when it began.
    if (phase !== null && lasted !== null && !isStill)
      voice.say('step', `${doing({ state: phase })} (${duration(lasted)})`);
  };

  const work = (view: MemberView) => {
    releaseKeyboard ??= holdKeyboard(input, onInterrupt);
    const note = caveat(view);
    // Both are longer than a line of 80 columns. Only at the bank there is something to do meanwhile.
    const isAtBank = view.needs === 'authorization';
    spinner.spin(
      note && isAtBank ? `${doing(view)}. ${note}` : (note ?? progressOf(view) ?? doing(view)),
    );
  };

  const voice = isStill ? plainVoice(output) : boxedVoice(output);
  voice.intro('mx-member connect');
  if (about.length > 0) voice.say('info', about.join('\n'));

  return {
    show(view) {
      const isNews = view.state !== phase || view.problems !== problems;
      if (view.state !== phase) finish();
      ({ state: phase, problems } = view);
      if (view.busy || view.needs === 'authorization') work(view);
      // An open prompt uses the screen, so only the reason for the question is printed.
      if (view.needs !== 'answers' || !isNews) return;
      for (const note of [...problems.map(({ message }) => message), caveat(view)])
        if (note) voice.say('warn', note);
    },
    end(outcome, counts) {
      const { sentence, next } = ending(outcome, counts);
      if (next === null) {
        stopWork();
        return voice.cancel(sentence);
      }
      finish();
      voice.say(outcome.outcome === 'connected' ? 'success' : 'error', sentence);
      voice.outro(next);
    },
    leave: () => voice.cancel(CANCELED),
    given: ({ label }) => voice.say('step', `${plainText(label)}\nAnswered with a given answer.`),
    ask: asking.ask,
    close() {
      stopWork();
      asking.close();
    },
  };
}
