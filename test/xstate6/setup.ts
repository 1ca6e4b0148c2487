import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { run } from '../runtimes/support/run.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder in which XState 6 is installed, or why the installation failed. */
    readonly xstate6: { readonly folder: string } | { readonly problem: string };
  }
}

const PROJECT = join(import.meta.dirname, 'project');

/** Installs XState 6 for all tests in this folder. If it fails, these tests fail, and no others. */
export default async function setup({ provide }: TestProject) {
  const { devDependencies } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
  try {
    const args = ['--yes', 'pnpm@12', 'install', '--frozen-lockfile', '--prefer-offline'];
    await run('npx', args, PROJECT);
    provide('xstate6', { folder: join(PROJECT, 'node_modules/xstate') });
  } catch (error) {
    const problem = `xstate@${devDependencies.xstate} could not be installed. It is an alpha, which can leave the registry.
See which versions are left: npm view xstate versions
Then pin the newest alpha, or the release, in test/xstate6/project, run pnpm install there, and run these tests again. If one fails, read
what has changed in the release notes of XState, and begin with test/xstate6/support/machine.ts, which translates the chart.
${Object(error).message}`;
    provide('xstate6', { problem });
  }
}
