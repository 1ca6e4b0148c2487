import { createInterface } from 'node:readline';
import type { ReadStream } from 'node:tty';
import { type Challenge, checkAnswers } from '@mx-member/machine';
import { writeTo } from '../common/wrap.ts';
import type { Ask } from './answers.ts';
import { isWithdrawn, type PromptTerminal, pictureLine, WITHDRAWN } from './prompts.ts';
import { plainText } from './words.ts';

/** Questions as plain lines, for terminals that cannot move the cursor and for screen readers. */

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const ENTER = /[\r\n]/;
const BACKSPACE = /[\b\u007f]/;

/** Reads a line that the terminal itself shows; `null` after Ctrl-D or an abort. */
const readLine = (input: ReadStream, signal: AbortSignal): Promise<string | null> =>
  new Promise((resolve) => {
    const lines = createInterface({ input });
    const end = (line: string | null) => {
      resolve(line);
      signal.removeEventListener('abort', leave);
      lines.close();
    };
    const leave = () => end(null);
    lines.once('line', end);
    lines.once('close', leave);
    signal.addEventListener('abort', leave);
  });

/** Reads a line without showing it. In this mode the terminal sends Ctrl-C as a key. */
const readHidden = (input: ReadStream, signal: AbortSignal): Promise<string | null> =>
  new Promise((resolve) => {
    let typed = '';
    const end = (line: string | null) => {
      signal.removeEventListener('abort', leave);
      input.off('data', onData);
      input.setRawMode(false);
      input.pause();
      resolve(line);
    };
    const leave = () => end(null);
    const onData = (keys: Buffer | string) => {
      for (const key of String(keys)) {
        if (key === CTRL_C || key === CTRL_D) return leave();
        if (ENTER.test(key)) return end(typed);
        if (BACKSPACE.test(key)) typed = typed.slice(0, -1);
        else if (key >= ' ') typed += key;
      }
    };
    signal.addEventListener('abort', leave);
    input.setRawMode(true);
    input.on('data', onData);
    input.resume();
  });

/** Turns typed text into an answer. In a list, the text is the number of a choice. */
function answerOf({ options }: Challenge, typed: string): string {
  const number = typed.trim();
  return options.length > 0 && /^\d{1,3}$/.test(number)
    ? (options[Number(number) - 1]?.value ?? '')
    : typed;
}

function invalidAnswer(challenge: Challenge, value: string): string | undefined {
  const { guid, options } = challenge;
  const [problem] = checkAnswers({ challenges: [challenge] }, [{ guid, value }]);
  return problem && options.length > 0
    ? `Type the number of a choice, from 1 to ${options.length}.`
    : problem?.message;
}

/** Asks the person at a terminal, in plain lines. */
export const createPlainAsk =
  ({ input, output, pictures, onInterrupt }: PromptTerminal): Ask =>
  async (challenge, signal) => {
    const { imageData, label, options, type } = challenge;
    const write = writeTo(output);
    const say = (text: string) => write(`${text}\n`);
    if (imageData !== undefined) say(pictureLine(imageData, pictures));
    say(plainText(label));
    for (const [index, option] of options.entries()) {
      const picture = option.dataUri === undefined ? null : pictures.save(option.dataUri);
      say(`  ${index + 1}  ${plainText(option.label)}${picture ? ` (${picture})` : ''}`);
    }
    const isHidden = type === 'TOKEN' && options.length === 0;
    for (;;) {
      output.write(isHidden ? '(hidden) > ' : '> ');
      const typed = await (isHidden ? readHidden : readLine)(input, signal);
      if (isHidden || typed === null) say('');
      if (typed === null) {
        if (isWithdrawn(signal)) say(WITHDRAWN);
        else if (!signal.aborted) onInterrupt();
        return null;
      }
      const value = answerOf(challenge, typed);
      const invalid = invalidAnswer(challenge, value);
      if (invalid === undefined) return value;
      say(invalid);
    }
  };
