import type { ReadStream, WriteStream } from 'node:tty';
import { cancel, intro, log, outro } from '@clack/prompts';
import type { MemberView } from '@mx-member/machine';
import { createPictures } from './pictures.ts';
import { createPlainAsk } from './plain-prompts.ts';
import { createAsk } from './prompts.ts';
import type { Screen } from './screens.ts';
import { createSpinner, duration } from './spinner.ts';
import { caveat, doing, ending, plainText } from './words.ts';

const CTRL_C = '\u0003';

/**
 * Takes the keyboard while nothing is asked: keys are neither shown nor kept, so that an impatient Enter does not answer
 * the next question; only Ctrl-C is read (a terminal in raw mode sends it as a key).
 * @returns A function that gives the keyboard back.
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

export interface TerminalOptions {
  readonly input: ReadStream;
  readonly output: WriteStream;
  /** Said first. */
  readonly about: readonly string[];
  /** The terminal cannot move its cursor, or the person wants nothing to move. */
  readonly isStill: boolean;
  /** Ctrl-C. */
  readonly onInterrupt: () => void;
}

/** Asks in a terminal and shows nothing else: for `--json`, whose lines say what happens. */
export function createAsking(
  options: Omit<TerminalOptions, 'about'>,
): Pick<Screen, 'ask' | 'close'> {
  const pictures = createPictures();
  const ask = (options.isStill ? createPlainAsk : createAsk)({ ...options, pictures });
  return { ask, close: () => pictures.remove() };
}

/** A terminal with a person in front of it. */
export function createTerminal(options: TerminalOptions): Screen {
  const { input, output, about, isStill, onInterrupt } = options;
  const asking = createAsking(options);
  const spinner = createSpinner(output, isStill);
  let releaseKeyboard: (() => void) | null = null;
  let phase: MemberView['state'] | null = null;
  let problems: MemberView['problems'] = [];

  const rest = () => {
    const lasted = spinner.stop();
    releaseKeyboard?.();
    releaseKeyboard = null;
    return lasted;
  };

  /** Logs the phase that has ended, with the time that it took. */
  const finish = () => {
    const lasted = rest();
    if (phase !== null && lasted !== null)
      log.step(`${doing({ state: phase })} (${duration(lasted)})`, { output });
  };

  const work = (view: MemberView) => {
    releaseKeyboard ??= holdKeyboard(input, onInterrupt);
    const note = caveat(view);
    spinner.spin(`${doing(view)}${note ? `. ${note}` : ''}`);
  };

  intro('mx-member connect', { output });
  if (about.length > 0) log.info(about.join('\n'), { output });

  return {
    show(view) {
      const isNews = view.state !== phase || view.problems !== problems;
      if (view.state !== phase) finish();
      ({ state: phase, problems } = view);
      if (view.busy || view.needs === 'authorization') work(view);
      // While a question is open the prompt has the screen, so only the reason for the question is printed.
      if (view.needs !== 'answers' || !isNews) return;
      for (const note of [...problems.map(({ message }) => message), caveat(view)])
        if (note) log.warn(note, { output });
    },
    end(outcome, counts) {
      const { sentence, next } = ending(outcome, counts);
      if (next === null) {
        rest();
        return cancel(sentence, { output });
      }
      finish();
      if (outcome.outcome === 'connected') log.success(sentence, { output });
      else log.error(sentence, { output });
      outro(next, { output });
    },
    given: ({ label }) => log.step(`${plainText(label)}\nAnswered without asking.`, { output }),
    ask: asking.ask,
    close() {
      rest();
      asking.close();
    },
  };
}
