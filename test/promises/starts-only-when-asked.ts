import type { World } from '../world/world.ts';

/** 7. No timer starts a login: after the end of a lifecycle nothing starts one before the person acts again. */
export function startsOnlyWhenAsked({
  plan,
  isRefused,
  mx,
  endedAt,
  began,
  acts,
}: World): readonly string[] {
  const starts = mx.sent.filter(
    ({ method, end, at }) => at >= began && method === 'POST' && end !== '',
  );
  const late = starts.filter(
    ({ at }) =>
      endedAt !== null && at > endedAt && !acts.some((act) => act.at > endedAt && act.at <= at),
  );
  const early = starts.filter(({ at }) => !acts.some((act) => act.at <= at));
  if (plan.host === 'http' && !isRefused) return ['a page got a job that is not served'];
  return [...late, ...early].map(
    ({ end, at }) => `${end} was started ${at - began} ms after the beginning, and nobody asked`,
  );
}
