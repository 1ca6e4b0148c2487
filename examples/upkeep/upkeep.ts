/** Watches connections over the years, with a table of your own. It only reads: no timer starts a login. */
import type { Mx } from '@mx-member/adapters/mx';
import { type MemberId, MxError } from '@mx-member/machine';
import { connectionHealth, type ConnectionHealth as Health } from '@mx-member/machine/health';

type Issue = Pick<Health, 'issue' | 'dataOf'> & { id: string; since: number; isTold: boolean };

/** A row of your table for each member, with an index on `lookAt`. A new one has 0 there, and nothing else. */
export interface Row {
  member: MemberId;
  /** When to read the page again, and when it was read. */
  lookAt: number;
  lookedAt?: number;
  /** The last read was a 404: a second one counts. */
  isMissing?: boolean;
  /** The issue that stands. `since` is when it was first seen. */
  issue?: Issue | undefined;
}

/** The id comes again when a delivery may have failed, so the receiver can drop what it has done already. */
export type Message = { id: string; member: MemberId; tell?: Health };

export interface Upkeep {
  mx: Pick<Mx, 'readMember'>;
  /** The rows that are due. A limit keeps the requests of a minute even. */
  due(now: number): Promise<readonly Row[]>;
  keep(row: Row): Promise<void>;
  /** Your channel: a mail to the user, a line for your support. Without `tell` the issue is withdrawn. */
  deliver(message: Message): Promise<void>;
  /** Whether your host runs the member: its screen says what is wrong then. */
  isBusy(member: MemberId): Promise<boolean>;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How long an issue is seen before it is reported. The user's settles; an outage passes by itself, mostly. */
const NOTICE: Record<string, number> = { overdue: 24 * HOUR, waiting: 72 * HOUR };
/** Spreads members over an hour, by the end of their guids. */
const spread = (guid: string) => (Number.parseInt(guid.slice(-4), 16) / 0xffff || 0) * HOUR;

/** The row to keep, and the messages to deliver before. */
export function judge(row: Row, health: Health, now: number): [Row, Message[]] {
  const { member, issue: before } = row;
  const { status, issue: kind, who, dataOf, lookAt } = health;
  const kept = { member, lookedAt: now, ...(before && { issue: before }) };
  if (status === 'running') return [{ ...kept, lookAt: lookAt ?? Infinity }, []];
  // The same kind without a success in between is the same issue, however many jobs show it.
  const isSame = before?.issue === kind && before?.dataOf === dataOf;
  const fresh = {
    id: `${member.memberGuid} ${kind} ${now}`,
    issue: kind,
    dataOf,
    since: now,
    isTold: false,
  };
  const issue = who === 'nobody' ? undefined : isSame && before ? { ...before } : fresh;
  const messages: Message[] = [];
  if (before?.isTold && issue?.id !== before.id) messages.push({ id: before.id, member });
  const next = lookAt === null ? Infinity : lookAt + spread(member.memberGuid);
  const tellAt = issue && !issue.isTold ? issue.since + (NOTICE[status] ?? 5 * MINUTE) : Infinity;
  if (!issue || now < tellAt) return [{ ...kept, issue, lookAt: Math.min(next, tellAt) }, messages];
  messages.push({ id: issue.id, member, tell: health });
  return [{ ...kept, issue: { ...issue, isTold: true }, lookAt: next }, messages];
}

/** Reads one member, and delivers what follows. 401, 429 and a network error say nothing of the member. */
async function look(upkeep: Upkeep, row: Row, now: number): Promise<Row> {
  if (await upkeep.isBusy(row.member)) return { ...row, lookAt: now + 5 * MINUTE };
  const isGone = (error: unknown) => error instanceof MxError && error.code === 'notFound';
  const page = await upkeep.mx
    .readMember({ member: row.member })
    .catch((error) => (isGone(error) ? null : Promise.reject(error)));
  if (!page && !row.isMissing) return { ...row, isMissing: true, lookAt: now + MINUTE };
  const [next, messages] = judge(row, connectionHealth(page, now), now);
  for (const message of messages) await upkeep.deliver(message);
  return next;
}

/** Call it every minute. An error at one member stops no other. */
export async function lookAtDue(upkeep: Upkeep, now: number): Promise<void> {
  const later = now + 10 * MINUTE;
  for (const row of await upkeep.due(now))
    await upkeep.keep(await look(upkeep, row, now).catch(() => ({ ...row, lookAt: later })));
}

/** Call it when a webhook of the member arrives. However many arrive, the page is read once a minute at most. */
export const hint = (row: Row, now: number): Row => ({
  ...row,
  lookAt: Math.min(row.lookAt, Math.max(now, (row.lookedAt ?? 0) + MINUTE)),
});
