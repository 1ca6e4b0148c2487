import {
  KEPT_FOR,
  type LoginHistory,
  NO_HISTORY,
  type SeenLogins,
  type StartOfMember,
  type StartRuling,
  settled,
  withSeen,
  withStart,
} from '@mx-member/http/create';
import { isId } from '@mx-member/machine/hosting';
import { type ObjectContext, rpc } from '@restatedev/restate-sdk/fetch';
import { memberOfKey } from '../key.ts';
import type { KeptLogins } from '../logins.ts';
import { refused } from './errors.ts';
import { isCount } from './is-count.ts';

/** The logins of a user, in the object of the user. */

export type LoginsState = { logins: KeptLogins; dropsLogins: boolean };
type Context = ObjectContext<LoginsState>;

/** What the object of a user sends to itself. */
export interface LoginSends {
  dropLogins(how: ReturnType<typeof rpc.sendOpts>): unknown;
}

/** The longest history in characters. It has at most 200 logins and 100 members. */
const LONGEST = 65_536;

/** Whether a body has a change of the logins. Restate writes it to disk, so it must not have anything else. */
function isKept(body: unknown): body is KeptLogins {
  const { version, id, history, ...others } = Object(body);
  const { logins, refusals, ...rest } = Object(history);
  return (
    isCount(version) &&
    isId(id) &&
    Array.isArray(logins) &&
    Object(refusals) === refusals &&
    Object.keys({ ...others, ...rest }).length === 0 &&
    JSON.stringify(body).length <= LONGEST
  );
}

/** A start that is about to be sent, and until when it may be counted, in ms since 1970. */
export type DueStart = StartOfMember & { readonly until: number };

function isStart(body: unknown): body is DueStart {
  const { memberGuid, at, until, look, enteredAt, hasOwnJob, ...others } = Object(body);
  const { connectionStatus, isBeingAggregated, errorCode, ...times } = Object(look);
  const { aggregatedAt, successfullyAggregatedAt, ...rest } = times;
  const isText = (value: unknown) => value === null || (typeof value === 'string' && isId(value));
  return (
    isId(memberGuid) &&
    isCount(at) &&
    isCount(until) &&
    (enteredAt === null || isCount(enteredAt)) &&
    typeof hasOwnJob === 'boolean' &&
    [connectionStatus, aggregatedAt, successfullyAggregatedAt].every((one) =>
      isText(one ?? null),
    ) &&
    [true, false, null, undefined].includes(isBeingAggregated) &&
    (errorCode === undefined || Number.isInteger(errorCode)) &&
    Object.keys({ ...others, ...rest }).length === 0
  );
}

async function store(context: Context, kept: KeptLogins, self: LoginSends): Promise<void> {
  const at = await context.date.now();
  context.set('logins', { ...kept, version: kept.version + 1, at });
  if (await context.get('dropsLogins')) return;
  context.set('dropsLogins', true);
  self.dropLogins(rpc.sendOpts({ delay: KEPT_FOR }));
}

/**
 * Stores the logins if nobody else has changed them since they were read. A repetition of the same change has no effect.
 *
 * @returns Whether they are stored.
 */
export async function keepLogins(
  context: Context,
  body: unknown,
  self: LoginSends,
): Promise<boolean> {
  if (!isKept(body)) throw refused(400, 'keepLogins needs { version, id, history }.');
  const known = await context.get('logins');
  if (known?.id === body.id) return true;
  if ((known?.version ?? 0) !== body.version) return false;
  await store(context, body, self);
  return true;
}

/** Changes the logins here. The id of the last change of a caller stays, so that its repetition still has no effect. */
async function change<Result>(
  context: Context,
  self: LoginSends,
  work: (history: LoginHistory, now: number) => readonly [LoginHistory, Result],
): Promise<Result> {
  const { version = 0, id = '', history = NO_HISTORY } = (await context.get('logins')) ?? {};
  const [after, result] = work(history, await context.date.now());
  if (after !== history) await store(context, { version, id, history: after }, self);
  return result;
}

/** Counts a start. @returns `notYet` also if the worker has given up by now. */
export async function takeStart(
  context: Context,
  body: unknown,
  self: LoginSends,
): Promise<StartRuling> {
  if (!isStart(body))
    throw refused(400, 'takeStart needs { memberGuid, at, until, look, enteredAt, hasOwnJob }.');
  const { until, ...start } = body;
  return change(context, self, (history, now) =>
    now > until ? [history, 'notYet'] : withStart(history, start, now),
  );
}

/** A start that was certainly not made, with the key of its member. */
export interface GivenBack {
  readonly key: string;
  readonly at: number;
}

export const giveBack = (
  context: Context,
  { key, at }: GivenBack,
  self: LoginSends,
): Promise<void> =>
  change(context, self, (history) => [
    settled(history, [at, memberOfKey(key).memberGuid], null),
    undefined,
  ]);

/** What a lifecycle has seen, with the key of its member. */
export interface Noted {
  readonly key: string;
  readonly seen: SeenLogins;
}

export const noteSeen = (context: Context, { key, seen }: Noted, self: LoginSends): Promise<void> =>
  change(context, self, (history, now) => [
    withSeen(history, memberOfKey(key).memberGuid, seen, now),
    undefined,
  ]);

/** Removes the logins 30 days after their last change. */
export async function dropLogins(context: Context, self: LoginSends): Promise<void> {
  const known = await context.get('logins');
  const left = (known?.at ?? 0) + KEPT_FOR - (await context.date.now());
  if (known && left > 0) {
    self.dropLogins(rpc.sendOpts({ delay: left }));
    return;
  }
  context.clear('logins');
  context.clear('dropsLogins');
}
