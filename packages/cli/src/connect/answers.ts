import { type FileHandle, open } from 'node:fs/promises';
import { createInterface, type Interface } from 'node:readline';
import type { Answer, Challenge, MemberView } from '@mx-member/machine';
import { CliError, fileError } from '../common/errors.ts';
import type { Io } from '../common/io.ts';
import { choicesText, quoted } from './words.ts';

/**
 * Asks a person one question.
 * @param signal Aborts when the question is no longer open.
 * @returns The answer; `null` if the signal aborted or the person gave up.
 */
export type Ask = (challenge: Challenge, signal: AbortSignal) => Promise<string | null>;

/** Finds the answers to all open questions; `null` if the person gave none. */
export type Answerer = (view: MemberView, signal: AbortSignal) => Promise<readonly Answer[] | null>;

/** The error when nobody can answer. It names the question, and why the last answer was not accepted. */
function nobodyAnswers(challenge: Challenge, { warning, problems }: MemberView): CliError {
  const question = `${quoted(challenge.label)}${choicesText(challenge)}`;
  if (warning?.code === 'lost')
    return new CliError(
      `${warning.message} The question is ${question}. Run this again in a terminal, or read the member first.`,
      'unanswered',
    );
  const problem = problems.find(({ guid }) => guid === challenge.guid || guid === null);
  return new CliError(
    `${problem ? `${problem.message} ` : ''}No answer is left for the question ${question}. Give another one with --answer or --answers-from, or run this in a terminal.`,
    'unanswered',
  );
}

/** Hands out the given answers one by one. */
function createSupply(given: Iterable<string> | AsyncIterable<string>) {
  const left = (async function* () {
    yield* given;
  })();
  let reading: Promise<IteratorResult<string, void>> | null = null;
  return {
    /**
     * @returns The next answer; `undefined` if none is left. If the signal aborts first, `null`, and the answer is kept for
     *   the next question.
     */
    async next(signal: AbortSignal): Promise<string | undefined | null> {
      if (signal.aborted) return null;
      reading ??= left.next();
      const aborted = new Promise<null>((resolve) => {
        signal.addEventListener('abort', () => resolve(null), { once: true });
      });
      const result = await Promise.race([reading, aborted]);
      if (result === null) return null;
      reading = null;
      return result.done ? undefined : result.value;
    },
  };
}

/**
 * Answers questions: first with the given answers, each once and in order, then by asking a person. After a refused answer,
 * only its question is answered again. If it is unknown whether an answer arrived, only a person may give it again, because
 * the given answers are for other questions.
 * @param given The values of `--answer`, or the lines of `--answers-from`.
 * @param ask Asks a person; `null` if nobody is there.
 * @param onGiven Called with each question that a given answer has answered.
 * @returns A function that rejects with a {@link CliError} if nobody can answer.
 */
export function createAnswerer(
  given: Iterable<string> | AsyncIterable<string>,
  ask: Ask | null,
  onGiven: (challenge: Challenge) => void = () => {},
): Answerer {
  const supply = createSupply(given);
  let sent: ReadonlyMap<string, string> = new Map();

  const valueFor = async (challenge: Challenge, view: MemberView, signal: AbortSignal) => {
    const { problems, warning } = view;
    const isGood = problems.every(({ guid }) => guid !== challenge.guid && guid !== null);
    const earlier = problems.length > 0 && isGood ? sent.get(challenge.guid) : undefined;
    if (earlier !== undefined) return earlier;
    const next = warning?.code === 'lost' ? undefined : await supply.next(signal);
    if (next === null) return null;
    if (next !== undefined) {
      onGiven(challenge);
      return next;
    }
    if (ask === null) throw nobodyAnswers(challenge, view);
    return ask(challenge, signal);
  };

  return async (view, signal) => {
    const values = new Map<string, string>();
    for (const challenge of view.challenges) {
      const value = await valueFor(challenge, view, signal);
      if (value === null) return null;
      values.set(challenge.guid, value);
    }
    sent = values;
    return [...values].map(([guid, value]) => ({ guid, value }));
  };
}

/** Answers from a file or a pipe, one per line. Blank lines are skipped. A line is read when its question is asked. */
export interface AnswerLines extends AsyncIterable<string> {
  /** Stops reading, even if more lines come. */
  close(): void;
}

/** Opens a file, and reads its first byte, because a directory is opened without an error. A pipe is read later. */
async function openFile(path: string): Promise<Interface> {
  let file: FileHandle | null = null;
  try {
    file = await open(path);
    const about = await file.stat();
    if (about.isFile() || about.isDirectory()) await file.read(Buffer.alloc(1), 0, 1, 0);
    return file.readLines();
  } catch (error) {
    await file?.close();
    throw fileError('answers-from', path, { done: 'read', error });
  }
}

function openStdin({ stdin }: Pick<Io, 'stdin'>): Interface {
  if (stdin.isTTY)
    throw new CliError(
      '--answers-from - reads a pipe or a file, but the standard input is a terminal. Leave out --answers-from to be asked.',
    );
  return createInterface({ input: stdin });
}

/**
 * Opens what `--answers-from` names.
 * @param from A file, or `-` for the standard input.
 * @throws {CliError} if it cannot be read, or the standard input is a terminal.
 */
export async function openAnswerLines(from: string, io: Pick<Io, 'stdin'>): Promise<AnswerLines> {
  const lines = from === '-' ? openStdin(io) : await openFile(from);
  // The iterator starts here, because lines that arrive before it exists are lost.
  const reading = lines[Symbol.asyncIterator]();
  return {
    async *[Symbol.asyncIterator]() {
      for await (const line of { [Symbol.asyncIterator]: () => reading })
        if (line.trim() !== '') yield line;
    },
    close() {
      lines.close();
      // An open pipe keeps the process alive.
      if (from === '-') io.stdin.destroy();
    },
  };
}
