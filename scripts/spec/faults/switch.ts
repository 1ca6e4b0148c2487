import { openingsOf } from './open.ts';

/** One fault: what gets another value, and which. */
export interface Switch {
  /** A module of the machine, as `rules/judge`. */
  readonly module: string;
  /** A name that stands at its top. */
  readonly name: string;
  /** The wrong value, made from the right one. */
  readonly make: (usual: unknown) => unknown;
}

/** The wrong value of a name, made from the right one. */
export const wrap = <Value>(
  module: string,
  name: string,
  make: (usual: Value) => Value,
): Switch => ({ module, name, make: (usual) => make(usual as Value) });

/** Another value, whatever the right one is. */
export const put = (module: string, name: string, value: unknown): Switch => ({
  module,
  name,
  make: () => value,
});

/** A function that is given something else. */
export const given = <Args extends readonly unknown[]>(
  module: string,
  name: string,
  change: (...args: Args) => readonly unknown[],
): Switch =>
  wrap<(...args: readonly unknown[]) => unknown>(
    module,
    name,
    (usual) =>
      (...args) =>
        usual(...change(...(args as unknown as Args))),
  );

/** A function whose result is another. */
export const result = <Result, Args extends readonly unknown[]>(
  module: string,
  name: string,
  change: (result: Result, ...args: Args) => unknown,
): Switch =>
  wrap<(...args: readonly unknown[]) => unknown>(
    module,
    name,
    (usual) =>
      (...args) =>
        change(usual(...args) as Result, ...(args as unknown as Args)),
  );

/**
 * Makes the machine wrong, and returns what makes it right again.
 * @throws {Error} where the machine has not such a name.
 */
export async function switchOn(switches: readonly Switch[]): Promise<() => void> {
  const undo: (() => void)[] = [];
  for (const { module, name, make } of switches) {
    const opening = (await openingsOf(module))[name];
    if (!opening) throw new Error(`packages/machine/src/${module}.ts has no ${name}`);
    const [read, write] = opening;
    const usual = read();
    write(make(usual));
    undo.unshift(() => write(usual));
  }
  return () => {
    for (const one of undo) one();
  };
}
