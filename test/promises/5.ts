import type { World } from '../world/world.ts';

/** 5. No answer and no credential in anything that is stored, shown, logged, thrown or traced. */
export function keepsSecrets(world: World): readonly string[] {
  const views = world.views.map(({ view }) => JSON.stringify(view));
  const [leak] = [...world.written, ...views].filter((text) => text.includes('canary'));
  return leak === undefined ? [] : [`a secret was written: ${leak.slice(0, 200)}`];
}
