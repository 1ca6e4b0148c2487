import { execFile } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { promisify } from 'node:util';

/** This Node comes first, so that npm and what it starts run on it, and not on another one of the machine. */
const onThisNode = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...env,
  PATH: [dirname(process.execPath), env.PATH].join(delimiter),
});

/** Runs a program to its end and returns its output. @throws {Error} with all of its output, if it fails. */
export async function run(
  program: string,
  args: readonly string[],
  cwd?: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  try {
    return (await promisify(execFile)(program, args, { env: onThisNode(env), ...(cwd && { cwd }) }))
      .stdout;
  } catch (error) {
    const { message, stdout } = Object(error);
    throw new Error([message, stdout].filter(Boolean).join('\n'));
  }
}
