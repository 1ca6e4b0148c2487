import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readSeen, ServerRefused, type UserPart, UserPartError } from '@mx-member/simulator/world';
import { CliError } from '../../common/errors.ts';
import { plainLine } from '../../common/io.ts';

/** What a module gets besides the person. */
export interface ModuleContext {
  /** The TCP port for `{port}`; `null` without one. */
  readonly port: number | null;
}

type Step = (person: unknown, second: unknown, third?: unknown) => unknown;

const STEPS = ['start', 'status', 'answer'] as const;

/**
 * Loads the user's part from a module that exports `start`, `status` and `answer`.
 * @throws {CliError} if the file cannot be loaded, or does not export all three.
 */
export async function loadUserModule(file: string): Promise<(context: ModuleContext) => UserPart> {
  const path = resolve(file);
  if (!existsSync(path))
    throw new CliError(
      `--user: ${file} is not there. Name a module that exports the functions ${STEPS.join(', ')}.`,
    );
  const module: unknown = await import(pathToFileURL(path).href).catch((error: unknown) => {
    const [reason] = String(Object(error).message ?? 'no details').split('\n', 1);
    throw new CliError(`--user: ${file} cannot be loaded (${plainLine(String(reason))}).`);
  });
  const missing = STEPS.filter((name) => typeof Object(module)[name] !== 'function');
  if (missing.length > 0)
    throw new CliError(`--user: ${file} must export the functions ${missing.join(', ')}.`);
  const steps = module as Readonly<Record<(typeof STEPS)[number], Step>>;
  return (context) => byModule(steps, context);
}

/** An error with a `status` is the reply of the server. Any other error is a bug in the module. */
function refusalOf(error: unknown, step: string): Error {
  const { status, name } = Object(error);
  if (error instanceof UserPartError) return error;
  if (typeof status === 'number' || status === null) return new ServerRefused(status);
  // fetch throws this if nothing listens, for example during a restart of the server.
  if (name === 'TypeError' && Object(error).message === 'fetch failed')
    return new ServerRefused(null);
  if (name === 'TimeoutError') return new ServerRefused(null);
  return new UserPartError(
    `The function ${step} of the module threw a ${name ?? 'value'}. If the server refuses, throw an error with a "status".`,
  );
}

const byModule = (
  steps: Readonly<Record<(typeof STEPS)[number], Step>>,
  context: ModuleContext,
): UserPart => {
  const call = async (name: (typeof STEPS)[number], ...given: [unknown, unknown, unknown?]) => {
    try {
      return await steps[name](...given);
    } catch (error) {
      throw refusalOf(error, name);
    }
  };
  return {
    async start(person) {
      const { userGuid, memberGuid } = Object(await call('start', person, context));
      return { ...(userGuid && { userGuid }), ...(memberGuid && { memberGuid }) };
    },
    status: async (person) => readSeen(await call('status', person, context)),
    async answer(person, answers) {
      await call('answer', person, answers, context);
    },
  };
};
