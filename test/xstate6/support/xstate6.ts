import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { memberMachine } from '@mx-member/machine';
import { inject } from 'vitest';
import type * as Five from 'xstate';

/** A function of XState 6 that returns what changes. `enq` collects what else happens. */
export type SixFunction<Result> = (
  args: { readonly context: never; readonly event: never },
  enq: { emit(event: object): void },
) => Result;

/** The part of XState 6 that is used here. Its own types exist only after the tests have installed it, so it uses the types of XState 5. */
export interface Six extends Pick<typeof Five, 'createActor' | 'initialTransition' | 'transition'> {
  createAsyncLogic(config: { readonly run: never }): object;
  setup(parts: { readonly actors: object; readonly delays: object }): {
    createMachine(config: object): typeof memberMachine;
  };
}

/** XState 6, as `setup.ts` has installed it. @throws {Error} with the reason, if the installation failed. */
async function load(): Promise<Six> {
  const found = inject('xstate6');
  if ('problem' in found) throw new Error(found.problem);
  const { exports } = JSON.parse(readFileSync(join(found.folder, 'package.json'), 'utf8'));
  const entry = join(found.folder, exports['.'].import);
  return import(/* @vite-ignore */ pathToFileURL(entry).href);
}

export const six = await load();
