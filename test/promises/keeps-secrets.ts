import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import type { World } from '../world/world.ts';

/** The hash of credentials takes no time here, and has their text, so that it is found if it is ever stored. */
const HASHED = [...new TextEncoder().encode('canary')].join();
const SECRETS = [
  'canary',
  HASHED,
  DEFAULT_API_KEY,
  btoa(`${DEFAULT_CLIENT_ID}:${DEFAULT_API_KEY}`),
];

/** 5. No answer, credential or key in anything that is stored, shown, logged, thrown or traced; and no guid in a trace. */
export function keepsSecrets(world: World): readonly string[] {
  const views = world.views.map(({ view }) => JSON.stringify(view));
  const guids = world.members.map(({ guid }) => guid);
  const has = (secrets: readonly string[]) => (text: string) =>
    secrets.some((secret) => text.includes(secret));
  const leak =
    [...world.written, ...views].find(has(SECRETS)) ??
    world.trace.find(has([...SECRETS, ...guids, world.userGuid]));
  return leak === undefined ? [] : [`a secret was written: ${leak.slice(0, 200)}`];
}
