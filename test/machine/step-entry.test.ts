import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/**
 * Imports one module from the sources in plain Node, and returns every module that it loaded. A hook records each URL.
 */
function loadedBy(specifier: string, from: string): readonly string[] {
  const program = `
    import { registerHooks } from 'node:module';
    const urls = [];
    registerHooks({
      load(url, context, next) {
        urls.push(url);
        return next(url, context);
      },
    });
    await import(${JSON.stringify(specifier)});
    console.log(JSON.stringify(urls));
  `;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@mx-member/source', '--input-type=module', '--eval', program],
    { cwd: join(import.meta.dirname, '../..', from), encoding: 'utf8' },
  );
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

const isXState = (url: string): boolean => /\/xstate[@/]/.test(url);

test.each([
  ['@mx-member/machine/step', 'packages/adapters'],
  ['@mx-member/machine/hosting', 'packages/adapters'],
  ['@mx-member/adapters/mx', 'packages/playground'],
  ['@mx-member/adapters/relay', 'packages/playground'],
  ['@mx-member/simulator', 'packages/cli'],
])('%s does not load xstate', (specifier, from) => {
  const urls = loadedBy(specifier, from);
  expect(urls.filter((url) => url.includes('/packages/machine/src/')).length).toBeGreaterThan(10);
  expect(urls.filter(isXState)).toEqual([]);
});

test('the machine itself loads xstate, which shows that the test above works', () => {
  expect(loadedBy('@mx-member/machine', 'packages/adapters').filter(isXState)).not.toEqual([]);
});
