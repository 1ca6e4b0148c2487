import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * The test build of the machine: every name that stands at the top of a module can be given another value while it runs. Nothing of it
 * is in what is published, and nothing in the sources is there for it. Import this before the machine.
 *
 * A fault is not a patch of the source. It is a value that takes the place of another one, by the name of the module and of the value
 * (`switch.ts`), and a name that is gone is an error. Only the door is made from text, once and in the same way for every module: `let` for
 * `const`, and an export that reads and writes. Nothing else opens it. Functions of a module call each other by name, so mocks of imports
 * do not reach them. A table of functions in the sources would do, but each step of every user would go through that table.
 */

const SOURCES = new URL('../../../packages/machine/src/', import.meta.url).href;
const DECLARED = /^(?:export )?(?:const|function) (\w+)/gm;

/** How a name of a module is read and given another value. */
type Opening = readonly [read: () => unknown, write: (value: unknown) => void];
type Openings = Readonly<Record<string, Opening>>;

/** The same module with `let` for `const`, and with one more export that reads and writes each name. */
function opened(source: string): string {
  const names = [...source.matchAll(DECLARED)].map(([, name = '']) => name);
  const entries = names.map((name) => `${name}: [() => ${name}, (value) => { ${name} = value; }]`);
  const text = source.replaceAll(
    /^(export )?const /gm,
    (_, isExported = '') => `${isExported}let `,
  );
  return `${text}\nexport const openings = { ${entries.join(', ')} };\n`;
}

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith(SOURCES)) return nextLoad(url, context);
    const source = opened(readFileSync(fileURLToPath(url), 'utf8'));
    return { format: 'module-typescript', source, shortCircuit: true };
  },
});

/** The names of a module of the machine, as `rules/judge`. */
export async function openingsOf(module: string): Promise<Openings> {
  const { openings } = (await import(`${SOURCES}${module}.ts`)) as { openings: Openings };
  return openings;
}
