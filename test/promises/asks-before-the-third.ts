import { type Plan, SERVERS } from '../world/plan.ts';
import type { World } from '../world/world.ts';
import { hasArrived, type Login, loginsOf, startBefore } from './ledger.ts';

const REFUSED: readonly unknown[] = ['DENIED', 'PREVENTED', 'LOCKED'];
/** They count for 30 days. */
const STOPPED: readonly unknown[] = ['PREVENTED', 'LOCKED'];
const ACCEPTED: readonly unknown[] = ['CONNECTED', 'IMPEDED'];

/** By MX's time of a refused login and the clock of the server, the login no longer counts a day later. No plan lasts as long. */
const DAY = 86_400_000;
/** By the same clock, a process recognizes credentials for an hour. */
const HOUR = 3_600_000;
/** And credentials that were entered later than this after MX's time of a refused login are others. */
const CLOCKS_DIFFER = 60_000;

/**
 * 10. No third login in a row that the bank refuses is sent without a yes of the person, and no process sends what was refused a
 * moment ago again without one. And nobody is asked for a yes who has a reason to go on.
 */
export function asksBeforeTheThird(world: World): readonly string[] {
  const { plan, acts, entered, began, mx } = world;
  const isServer = SERVERS.includes(plan.host);
  const isShown = shownIn(world);
  const yes = (from: number, to: number) =>
    acts.some(({ what, at }) => what === 'yes' && at > from && at <= to);
  // An app that sends credentials by itself, and says nothing of it. What the bank says to them may be older.
  const isUntold = !isServer && plan.says === 'nothing';
  const problems: string[] = [];
  /** Refused logins in a row: those that MX has shown, and with those that were sent here. */
  let [shown, known] = [0, 0];
  let last = began;
  const logins = loginsOf(world);
  const isSetAhead = plan.clock.steps.some(({ by }) => by >= DAY);
  /** Whether the last refused login before a moment no longer counts. */
  const hasLapsed = (moment: number): boolean => {
    const refused = logins.findLast((one) => one.at < moment && REFUSED.includes(one.endsAs));
    return refused !== undefined && !STOPPED.includes(refused.endsAs) && isSetAhead;
  };
  /** Whether the credentials before a moment seem to be others than the refused ones, by a clock that is ahead of MX's. */
  const seemOthers = (moment: number): boolean => {
    const act = acts.findLast(({ what, at }) => what === 'credentials' && at <= moment);
    return act !== undefined && mx.clockAt(act.at) > act.at + CLOCKS_DIFFER;
  };
  for (const [index, { at, by, endsAs, endedAt, isElsewhere }] of logins.entries()) {
    if (hasLapsed(at)) [shown, known] = [0, 0];
    // A start sends what the bank may have accepted by now, so its end tells. It may have been under way since before the last one ended.
    const isUnderWay = (startBefore(mx, at)?.at ?? at) < (logins[index - 1]?.endedAt ?? 0);
    // The bank has not refused the credentials that were entered last.
    const entry = logins.slice(0, index).findLast((one) => !one.isElsewhere);
    const areOthers = entry?.by === 'update' && !REFUSED.includes(entry.endsAs);
    const isThird =
      by === 'request'
        ? !areOthers &&
          !isUntold &&
          shown >= 2 &&
          REFUSED.includes(endsAs) &&
          !isUnderWay &&
          !seemOthers(at)
        : isServer && known >= 2;
    if (!isElsewhere && isThird && !yes(last, at))
      problems.push(`login ${known + 1} in a row was sent ${at - began} ms after the beginning`);
    const isSeen = isShown(endedAt, logins[index + 1]?.at ?? at);
    // A yes is about what was known.
    if (isSeen || !isElsewhere) last = at;
    if (REFUSED.includes(endsAs)) {
      shown += Number(isSeen);
      // MX shows the last job alone. If nobody has seen our job at work, nobody can know of it when a job of another program follows.
      const isHidden =
        logins[index + 1]?.isElsewhere === true && !(isSeenWell(plan) && plan.bank.queue === 0);
      known += Number(isSeen || !(isElsewhere || isHidden));
    } else if (ACCEPTED.includes(endsAs)) [shown, known] = [0, 0];
  }
  for (const [index, { at, what, process }] of entered.entries()) {
    const before = entered.slice(0, index).findLast((one) => one.what === what);
    // The clock can be set while the login is on its way.
    const isRecent = before !== undefined && mx.clockAt(at) - mx.clockAt(before.at - 1) < HOUR;
    const isKnown = isServer && isRecent && before.process === process;
    // After a success nothing of a credential is kept.
    const isForgotten = logins.some(
      (one) =>
        ACCEPTED.includes(one.endsAs) &&
        one.endedAt !== null &&
        one.endedAt > (before?.at ?? at) &&
        one.endedAt <= at,
    );
    if (isKnown && !isForgotten && !hasLapsed(at) && !yes(before.at, at))
      problems.push(`a refused login was sent again ${at - began} ms after the beginning`);
  }
  return [...problems, ...asksWithoutReason(world, logins)];
}

/** Whether MX has shown the end of a login before another one. What another program has done is not known before. */
const shownIn = (world: World) => (endedAt: number | null, until: number) =>
  endedAt !== null &&
  sentBefore(world.mx, until).some(
    (one) =>
      one.method === 'GET' &&
      ['', 'status', 'members'].includes(one.end) &&
      !one.isStale &&
      one.at >= endedAt &&
      (one.repliedAt ?? Number.POSITIVE_INFINITY) <= until &&
      // The server of a page does not die.
      (world.plan.host === 'page' ? one.status === 200 : hasArrived(world, one)),
  );

/** What was sent before the login of a moment: at that moment, what comes before its request. */
function sentBefore({ sent }: World['mx'], moment: number): World['mx']['sent'] {
  const index = sent.findIndex(({ method, at }) => method !== 'GET' && at === moment);
  return index < 0 ? sent : sent.slice(0, index);
}

/** Whether what MX shows arrives, at a right time. */
const isSeenWell = ({ lag, faults, clock, deaths }: Plan): boolean =>
  lag === null && faults.length === 0 && clock.steps.length === 0 && deaths.length === 0;

/** Two logins since the last one that the bank has accepted, or one refused login. Who has sent them does not matter. */
function asksWithoutReason(world: World, logins: readonly Login[]): readonly string[] {
  const { plan, mx, holds, began } = world;
  const isShown = shownIn(world);
  const isKnownBefore = plan.bank.before === null && plan.member !== 'conflict';
  if (!isSeenWell(plan) || plan.clock.drift !== 0 || !isKnownBefore) return [];
  return holds.flatMap(({ at, why }) => {
    const accepted = logins.findLast(
      ({ endsAs, endedAt }) => endedAt !== null && endedAt < at && ACCEPTED.includes(endsAs),
    );
    const since = accepted?.endedAt ?? began - 1;
    const isSince = (one: { readonly at: number }) => one.at > since && one.at < at;
    const refused = logins.filter((one) => isSince(one) && REFUSED.includes(one.endsAs)).length;
    // MX shows the last job alone, so what was sent may have been refused.
    const sent = mx.sent.filter(
      (one) =>
        one.method !== 'GET' && one.end !== 'resume' && (one.status ?? 500) < 300 && isSince(one),
    ).length;
    // If another job begins before MX has shown the end of ours, ours may have been refused too.
    const hidden = logins.filter((one, index) => {
      const next = logins[index + 1];
      const isHidden = next?.isElsewhere && !isShown(one.endedAt, next.at - 1);
      return isHidden && isSince(one) && !one.isElsewhere && !REFUSED.includes(one.endsAs);
    }).length;
    const earlier = plan.member === 'repair' && !accepted ? 1 : 0;
    const isOne = why !== 'refusedTwice' && refused + earlier > 0;
    const isReason = isOne || Math.max(refused + hidden, sent) + earlier >= 2;
    return isReason
      ? []
      : [`${why} is asked ${at - began} ms after the beginning without a reason`];
  });
}
