import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a program to its end and returns its output. @throws {Error} with all of its output, if it fails. */
export async function run(
  program: string,
  args: readonly string[],
  cwd?: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  try {
    return (await promisify(execFile)(program, args, { env, ...(cwd && { cwd }) })).stdout;
  } catch (error) {
    const { message, stdout } = Object(error);
    throw new Error([message, stdout].filter(Boolean).join('\n'));
  }
}
