import { join } from 'node:path';
import { run } from '../support/run.ts';
import type { Generator } from './apps.ts';

/** Runs a version of a generator in a folder. @returns The folder of the new app. */
export async function generate(
  { name, args }: Generator,
  version: string,
  parent: string,
): Promise<string> {
  await run('npx', ['--yes', '--prefer-offline', `${name}@${version}`, ...args], parent);
  return join(parent, 'app');
}
