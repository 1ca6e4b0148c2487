import type { World } from '../world/world.ts';
import { loginsOf } from './ledger.ts';

/** The hosts whose servers get the credentials. The others get starts alone: their apps send credentials straight to MX. */
const SERVERS: readonly string[] = ['http', 'page'];
const REFUSED: readonly unknown[] = ['DENIED', 'PREVENTED', 'LOCKED'];
const ACCEPTED: readonly unknown[] = ['CONNECTED', 'IMPEDED'];

/** A server counts by its own clock. A day later a refused login no longer counts. */
const DAY = 86_400_000;

/**
 * 10. No third login in a row that the bank refuses is sent without a yes of the person, and no process sends what was refused a
 * moment ago again without one.
 */
export function asksBeforeTheThird(world: World): readonly string[] {
  const { plan, acts, entered, began, mx } = world;
  if (plan.clock.steps.some(({ by }) => by >= DAY)) return [];
  const isServer = SERVERS.includes(plan.host);
  const yes = (from: number, to: number) =>
    acts.some(({ what, at }) => what === 'yes' && at > from && at <= to);
  /** Whether MX has shown the end of a login before another one. What another program has done is not known before. */
  const isShown = (endedAt: number | null, until: number) =>
    endedAt !== null &&
    mx.sent.some(
      ({ method, status, isStale, at, repliedAt }) =>
        method === 'GET' &&
        status === 200 &&
        !isStale &&
        at >= endedAt &&
        (repliedAt ?? Number.POSITIVE_INFINITY) <= until,
    );
  const problems: string[] = [];
  /** Refused logins in a row: those that MX has shown, and with those that were sent here. */
  let [shown, known] = [0, 0];
  let last = began;
  const logins = loginsOf(world);
  for (const [index, { at, by, endsAs, endedAt, isElsewhere }] of logins.entries()) {
    // A start sends what the bank may have accepted by now, so its end tells.
    const isThird =
      by === 'request' ? shown >= 2 && REFUSED.includes(endsAs) : isServer && known >= 2;
    if (!isElsewhere && isThird && !yes(last, at))
      problems.push(`login ${known + 1} in a row was sent ${at - began} ms after the beginning`);
    last = at;
    const isSeen = isShown(endedAt, logins[index + 1]?.at ?? at);
    if (REFUSED.includes(endsAs)) {
      shown += Number(isSeen);
      known += Number(isSeen || !isElsewhere);
    } else if (ACCEPTED.includes(endsAs)) [shown, known] = [0, 0];
  }
  for (const [index, { at, what, process }] of entered.entries()) {
    const before = entered.slice(0, index).findLast((one) => one.what === what);
    const isKnown = isServer && before !== undefined && before.process === process;
    if (isKnown && !yes(before.at, at))
      problems.push(`a refused login was sent again ${at - began} ms after the beginning`);
  }
  return problems;
}
