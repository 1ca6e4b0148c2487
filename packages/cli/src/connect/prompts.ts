import type { Key } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { isCancel, log, password, S_BAR, select, text } from '@clack/prompts';
import { type Challenge, checkAnswers } from '@mx-member/machine';
import { Interrupt } from '../common/errors.ts';
import { wrapped } from '../common/wrap.ts';
import type { Ask } from './answers.ts';
import type { Pictures } from './pictures.ts';
import { plainText } from './words.ts';

/** The parts of the terminal that prompts need. */
export interface PromptTerminal {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly pictures: Pictures;
  /** Called at Ctrl-C, Ctrl-D or Escape. */
  readonly onInterrupt: () => void;
}

type Common = {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly signal: AbortSignal;
  readonly message: string;
};

/** Asks for a choice from a list. Shows the labels, and answers with the value. */
function choose({ options }: Challenge, common: Common, pictures: Pictures) {
  return select({
    ...common,
    options: options.map(({ label, value, dataUri }) => {
      const picture = dataUri === undefined ? null : pictures.save(dataUri);
      return { value, label: plainText(label), ...(picture && { hint: picture }) };
    }),
  });
}

/** The width of the line and the space that the library puts before each line. */
export const EDGE = 3;

/** Asks for a text. A one-time code stays hidden. The library breaks only the labels of lists into lines. */
function enter(challenge: Challenge, given: Common) {
  const lines = wrapped(given.message, given.output.columns - EDGE).split('\n');
  const common = { ...given, message: lines.join(`\n${S_BAR}  `) };
  const validate = (value = '') =>
    checkAnswers({ challenges: [challenge] }, [{ guid: challenge.guid, value }])[0]?.message;
  return challenge.type === 'TOKEN'
    ? password({ ...common, validate })
    : text({ ...common, validate });
}

/** The line that says where to find the picture of a question. */
export function pictureLine(imageData: string, pictures: Pictures): string {
  const path = pictures.save(imageData);
  return path ? `Look at this picture: ${path}` : 'The picture cannot be shown.';
}

/** What a person reads whose question closes without an answer. */
export const WITHDRAWN = 'You no longer need to answer this question.';

/** Whether a question has closed, other than by Ctrl-C or another signal to this process. */
export const isWithdrawn = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && !(reason instanceof Interrupt);

/** Asks the person at the terminal, with a prompt for each kind of question. */
export const createAsk =
  ({ input, output, pictures, onInterrupt }: PromptTerminal): Ask =>
  async (challenge, signal) => {
    if (challenge.imageData !== undefined)
      log.info(pictureLine(challenge.imageData, pictures), { output });
    // Each prompt has a signal of its own, because the library listens to it even after the answer.
    const open = new AbortController();
    const common = { input, output, signal: open.signal, message: plainText(challenge.label) };
    const withdraw = () => {
      open.abort();
      if (isWithdrawn(signal)) log.warn(WITHDRAWN, { output });
    };
    // At Ctrl-D the library stops reading the keyboard but does not end the prompt.
    const onKey = (_: unknown, { ctrl, name }: Key) => {
      if (ctrl && name === 'd') open.abort();
    };
    signal.addEventListener('abort', withdraw);
    input.on('keypress', onKey);
    const answer = await (challenge.options.length > 0
      ? choose(challenge, common, pictures)
      : enter(challenge, common));
    input.off('keypress', onKey);
    signal.removeEventListener('abort', withdraw);
    if (!isCancel(answer)) return answer;
    if (!signal.aborted) onInterrupt();
    return null;
  };
