import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';

/** Templates of Vue and Svelte are compiled without their types. Here their props are checked, with two that are wrong. */
const ROOT = join(import.meta.dirname, '../..');
const CONFIG = join(import.meta.dirname, 'templates/tsconfig.json');
const TOOLS = join(ROOT, 'examples/node_modules');

/** What a tool prints, which ends with an error because of the wrong template. */
async function checkBy(tool: string, options: readonly string[]): Promise<string> {
  const run = promisify(execFile)(process.execPath, [join(TOOLS, tool), ...options], { cwd: ROOT });
  const { stdout } = await run.then(
    () => ({ stdout: 'It found nothing.' }),
    (error: { readonly stdout: string }) => error,
  );
  return stripVTControlCharacters(stdout);
}

const placesIn = (printed: string): readonly string[] => [
  ...new Set(
    Array.from(printed.matchAll(/[\w./-]+\.(?:vue|svelte|ts)(?=[(:])/g), ([file]) => file),
  ),
];

test('vue-tsc checks the templates of Vue, and finds the wrong one alone', async () => {
  const printed = await checkBy('vue-tsc/bin/vue-tsc.js', ['-p', CONFIG]);
  expect(placesIn(printed), printed).toEqual(['test/screens/templates/WrongProps.vue']);
  expect(printed).toMatch(/Property 'node' is missing/);
  expect(printed).toMatch(/'true' is not assignable to type 'Numberish/);
});

test('svelte-check checks the templates of Svelte, and finds the wrong one alone', async () => {
  const options = ['--workspace', ROOT, '--tsconfig', CONFIG, '--output', 'human'];
  const printed = await checkBy('svelte-check/bin/svelte-check', options);
  const wrong = join(ROOT, 'test/screens/templates/WrongProps.svelte');
  expect(placesIn(printed), printed).toEqual([wrong]);
  expect(printed).toContain("not assignable to parameter of type 'Part'");
});
