import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Question } from '../questions.ts';
import { comparable } from './requests.ts';

/** Puts questions of the vectors to a program. */

export type Command = readonly [file: string, ...args: string[]];

const LONGEST_RUN = 60_000;

/** The answers of a program, line by line. One that hangs is killed; whoever stops reading kills it too. */
async function* answersOf(
  [file, ...args]: Command,
  questions: readonly Question[],
): AsyncGenerator<string> {
  const child = spawn(file, args, {
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: LONGEST_RUN,
    killSignal: 'SIGKILL',
  });
  // It may end before it has read all.
  child.stdin.on('error', () => {});
  for (const [id, { request }] of questions.entries())
    child.stdin.write(`${JSON.stringify({ id, ...request })}\n`);
  child.stdin.end();
  try {
    yield* createInterface(child.stdout);
  } finally {
    child.kill('SIGKILL');
  }
}

/** All answers of a program, in the order of the questions. */
export async function allAnswers(
  command: Command,
  questions: readonly Question[],
): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of answersOf(command, questions)) lines.push(line);
  return lines;
}

/** The first question that a program does not answer as it should; `null` if it answers all of them. */
export async function firstMistake(
  command: Command,
  questions: readonly Question[],
  right: readonly string[],
): Promise<Question | null> {
  let index = 0;
  for await (const line of answersOf(command, questions)) {
    const usual = right[index] ?? '';
    if (line !== usual && comparable(line) !== comparable(usual)) break;
    index += 1;
  }
  return questions[index] ?? null;
}
