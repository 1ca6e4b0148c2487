import { type Plan, SERVERS } from '../world/plan.ts';
import type { World } from '../world/world.ts';
import { hasArrived, type Login, loginsOf, pageOf } from './ledger.ts';

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
/** If MX has shown nothing of a login for so long, it may have begun no job, because it throttles starts. */
const MAY_HAVE_NO_JOB = 900_000;

/**
 * 10. No third login in a row that the bank refuses is sent without a yes of the person, and no process sends what was refused a
 * moment ago again without one. And nobody is asked for a yes who has a reason to go on.
 */
export function asksBeforeTheThird(world: World): readonly string[] {
  const logins = loginsOf(world);
  return [
    ...thirdLogins(world, logins),
    ...sameAgain(world, logins),
    ...asksWithoutReason(world, logins),
  ];
}

/** Logins after two refused ones. */
function thirdLogins(world: World, logins: readonly Login[]): readonly string[] {
  const { plan, began } = world;
  const isServer = SERVERS.includes(plan.host);
  // An app that sends credentials by itself, and says nothing of it. What the bank says to them may be older.
  const isUntold = !isServer && plan.says === 'nothing';
  const problems: string[] = [];
  /** Refused logins in a row: those that MX has shown, and with those that were sent here. */
  let [shown, known] = [0, 0];
  let last = began;
  for (const [index, login] of logins.entries()) {
    const { at, by, endsAs, isElsewhere } = login;
    if (hasLapsed(world, logins, at)) [shown, known] = [0, 0];
    const mayBeOthers =
      isUntold || hasOthers(logins.slice(0, index)) || seemsToHaveOthers(world, at);
    // A start sends what the bank may have accepted by now, so its end tells. It may have been under way since before the last one ended.
    const isRefusedStart =
      REFUSED.includes(endsAs) && (login.cause?.at ?? at) >= (logins[index - 1]?.endedAt ?? 0);
    const isThird =
      by === 'request' ? shown >= 2 && isRefusedStart && !mayBeOthers : isServer && known >= 2;
    if (!isElsewhere && isThird && !saidYes(world, last, at))
      problems.push(`login ${known + 1} in a row was sent ${at - began} ms after the beginning`);
    const next = logins[index + 1];
    const isSeen = next !== undefined && isShown(world, login, next.at);
    // A yes is about what was known.
    if (isSeen || !isElsewhere) last = at;
    if (REFUSED.includes(endsAs)) {
      shown += Number(isSeen);
      known += Number(isSeen || isKnownUnseen(world, login, next));
    } else if (ACCEPTED.includes(endsAs)) [shown, known] = [0, 0];
  }
  return problems;
}

/** Refused logins that are sent again, by a process that still has them. */
function sameAgain(world: World, logins: readonly Login[]): readonly string[] {
  const { plan, entered, mx, began } = world;
  if (!SERVERS.includes(plan.host)) return [];
  return entered.flatMap(({ at, what, process }, index) => {
    const before = entered.slice(0, index).findLast((one) => one.what === what);
    if (before?.process !== process) return [];
    // The clock can be set while the login is on its way.
    const isRecent = mx.clockAt(at) - mx.clockAt(before.at - 1) < HOUR;
    // After a success nothing of a credential is kept.
    const isForgotten = logins.some(
      ({ endsAs, endedAt }) =>
        ACCEPTED.includes(endsAs) && endedAt !== null && endedAt > before.at && endedAt <= at,
    );
    if (!isRecent || isForgotten || hasLapsed(world, logins, at)) return [];
    if (saidYes(world, before.at, at)) return [];
    return [`a refused login was sent again ${at - began} ms after the beginning`];
  });
}

const saidYes = ({ acts }: World, from: number, to: number): boolean =>
  acts.some(({ what, at }) => what === 'yes' && at > from && at <= to);

/** Whether the last refused login before a moment no longer counts. */
function hasLapsed({ plan }: World, logins: readonly Login[], moment: number): boolean {
  const refused = logins.findLast((one) => one.at < moment && REFUSED.includes(one.endsAs));
  const isSetAhead = plan.clock.steps.some(({ by }) => by >= DAY);
  return refused !== undefined && !STOPPED.includes(refused.endsAs) && isSetAhead;
}

/** Whether the bank has not refused the credentials that were entered last. */
function hasOthers(before: readonly Login[]): boolean {
  const entry = before.findLast(({ isElsewhere }) => !isElsewhere);
  return entry?.by === 'update' && !REFUSED.includes(entry.endsAs);
}

/** Whether the credentials before a moment seem to be others than the refused ones, by a clock that is ahead of MX's. */
function seemsToHaveOthers({ acts, mx }: World, moment: number): boolean {
  const act = acts.findLast(({ what, at }) => what === 'credentials' && at <= moment);
  return act !== undefined && mx.clockAt(act.at) > act.at + CLOCKS_DIFFER;
}

/** Whether a login counts although MX has not shown its end, because it was sent here. */
const isKnownUnseen = (world: World, login: Login, next: Login | undefined): boolean =>
  !login.isElsewhere &&
  isShown(world, login, login.at + MAY_HAVE_NO_JOB) &&
  // The reply to our start names our job.
  (!isHidden(world, login, next) || (isSeenWell(world.plan) && world.plan.bank.queue === 0));

/** Whether a job of another program has begun before MX has shown the end of ours. MX shows the last job alone. */
const isHidden = (world: World, login: Login, next: Login | undefined): boolean =>
  !login.isElsewhere && next?.isElsewhere === true && !isShown(world, login, next.at);

/** Whether MX has shown the end of a login before a moment. What another program has done is not known before. */
const isShown = (world: World, { endedAt }: Login, until: number): boolean =>
  endedAt !== null &&
  sentBefore(world.mx, until).some(
    (one) =>
      one.method === 'GET' &&
      ['', 'status', 'members'].includes(one.end) &&
      !one.isStale &&
      !pageOf(world.mx, one)?.isStale &&
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
    // A login that is hidden may have been refused too.
    const hidden = logins.filter(
      (one, index) =>
        isSince(one) && !REFUSED.includes(one.endsAs) && isHidden(world, one, logins[index + 1]),
    ).length;
    const earlier = plan.member === 'repair' && !accepted ? 1 : 0;
    const isOne = why !== 'refusedTwice' && refused + earlier > 0;
    const isReason = isOne || Math.max(refused + hidden, sent) + earlier >= 2;
    return isReason
      ? []
      : [`${why} is asked ${at - began} ms after the beginning without a reason`];
  });
}
