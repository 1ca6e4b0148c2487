import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createContext } from 'node:vm';
import { run } from '../../runtimes/support/run.ts';

/** SCION, an interpreter of SCXML that knows nothing of this repository. Its own types are older than its code. */

const PROJECT = join(import.meta.dirname, '../scion');

/** A document that runs. */
export interface Interpreter {
  start(): void;
  /** Takes an event to its end. */
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

/** A call stands until the vector says what has come of it. */
const standing = (_: unknown, __: unknown, ___: unknown, done: Done<{ cancel(): void }>): void =>
  done(null, { cancel: () => {} });

const promised = <Value>(act: (done: Done<Value>) => void): Promise<Value> =>
  new Promise((resolve, reject) => {
    act((error, value) => (error ? reject(error) : resolve(value)));
  });

/** Installs it, as its lock file says. */
export const installScion = () =>
  run('npx', ['--yes', 'pnpm@12', 'install', '--frozen-lockfile', '--prefer-offline'], PROJECT);

/**
 * Reads a document.
 * @param functions What its scripts and conditions call.
 * @returns Makes a new interpreter of it.
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
  // A wait is not waited for: the vectors say when it has passed.
  const world = createContext({ ...functions, setTimeout: () => 0, clearTimeout: () => {} });
  const prepared = await promised<object>((done) => model.prepare(done, world));
  return () => new core.Statechart(prepared, { invokers: { call: standing } });
}
