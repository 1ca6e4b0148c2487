import type { World } from '../world/world.ts';

/** 5. No answer, credential or key in anything that is stored, shown, logged, thrown or traced; and no guid in a trace. */
export function keepsSecrets({ mx, views, members, userGuid, written, trace }: World) {
  const { words } = mx.secrets;
  const shown = views.map(({ view }) => JSON.stringify(view));
  const guids = [userGuid, ...members.map(({ guid }) => guid)];
  const leak =
    [...written, ...shown, ...trace].find((text) => words.kindsIn(text).length > 0) ??
    trace.find((line) => guids.some((guid) => line.includes(guid)));
  return leak === undefined ? [] : [`a secret was written: ${leak.slice(0, 200)}`];
}
