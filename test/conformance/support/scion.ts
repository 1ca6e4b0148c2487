import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createContext } from 'node:vm';
import { run } from '../../runtimes/support/run.ts';

/** SCION, an independent SCXML interpreter. Its published types are older than its code. */

const PROJECT = join(import.meta.dirname, '../scion');

/** A running document. */
export interface Interpreter {
  start(): void;
  /** Processes an event completely. */
  gen(event: { readonly name: string }): void;
  /** The names of the innermost states. */
  getConfiguration(): readonly string[];
}

type Done<Value> = (error: Error | null, value: Value) => void;

interface Model {
  prepare(done: Done<object>, context: object): void;
}
interface Scion {
  readonly core: {
    readonly Statechart: new (model: object, options: object) => Interpreter;
  };
  documentStringToModel(url: string, text: string, done: Done<Model>): void;
}

/** A call stays pending until the vector gives its result. */
const standing = (_: unknown, __: unknown, ___: unknown, done: Done<{ cancel(): void }>): void =>
  done(null, { cancel: () => {} });

const promised = <Value>(act: (done: Done<Value>) => void): Promise<Value> =>
  new Promise((resolve, reject) => {
    act((error, value) => (error ? reject(error) : resolve(value)));
  });

/** Installs SCION from its lock file. */
export const installScion = () =>
  run('npx', ['--yes', 'pnpm@12', 'install', '--frozen-lockfile', '--prefer-offline'], PROJECT);

/**
 * Reads a document.
 *
 * @param functions The functions that its scripts and conditions call.
 * @returns A function that creates an interpreter.
 */
export async function readScxml(
  text: string,
  functions: Readonly<Record<string, () => unknown>>,
): Promise<() => Interpreter> {
  const { core, documentStringToModel }: Scion = createRequire(join(PROJECT, 'package.json'))(
    '@scion-scxml/scxml',
  );
  const model = await promised<Model>((done) =>
    documentStringToModel('lifecycle.scxml', text, done),
  );
  // Timers do nothing, because the vectors say when a wait has passed.
  const world = createContext({ ...functions, setTimeout: () => 0, clearTimeout: () => {} });
  const prepared = await promised<object>((done) => model.prepare(done, world));
  return () => new core.Statechart(prepared, { invokers: { call: standing } });
}
