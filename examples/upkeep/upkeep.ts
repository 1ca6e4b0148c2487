/** Watches connections over the years, with a table in your database. It only reads, so a timer never starts a login. */
import type { Mx } from '@mx-member/adapters/mx';
import { type MemberId, MxError } from '@mx-member/machine';
import { connectionHealth, type ConnectionHealth as Health } from '@mx-member/machine/health';

type Issue = Pick<Health, 'issue' | 'dataOf'> & { id: string; since: number; isTold: boolean };

/** A row of your table for each member, with an index on `lookAt`. A new row has only the member and `lookAt: 0`. */
export interface Row {
  member: MemberId;
  /** When to read the member page again, and when it was read last. In ms since 1970. */
  lookAt: number;
  lookedAt?: number;
  /** Whether the last read was a 404. Only a second 404 counts. */
  isMissing?: boolean;
  /** The current issue. `since` is when it was first seen. */
  issue?: Issue | undefined;
}

/** A message. It is repeated with the same id if its delivery may have failed, so that the receiver can drop repeats. */
export type Message = { id: string; member: MemberId; tell?: Health };

export interface Upkeep {
  mx: Pick<Mx, 'readMember'>;
  /** The rows that are due. A limit spreads the requests evenly. */
  due(now: number): Promise<readonly Row[]>;
  keep(row: Row): Promise<void>;
  /** Sends a message by your channel, such as a mail to the user or a ticket for your support. Without `tell`, the issue has ended. */
  deliver(message: Message): Promise<void>;
  /** Whether your host is running the member. Then its screen shows what is wrong. */
  isBusy(member: MemberId): Promise<boolean>;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How long an issue must last before it is reported, in ms, because most outages end without help. */
const NOTICE: Record<string, number> = { overdue: 24 * HOUR, waiting: 72 * HOUR };
/** Spreads members over an hour, by the last digits of their guids. */
const spread = (guid: string) => (Number.parseInt(guid.slice(-4), 16) / 0xffff || 0) * HOUR;

/** Returns the row to save, and the messages to deliver before that. */
export function afterLook(row: Row, health: Health, now: number): [Row, Message[]] {
  const { member, issue: before } = row;
  const { status, issue: kind, who, dataOf, lookAt } = health;
  const kept = { member, lookedAt: now, ...(before && { issue: before }) };
  if (status === 'running') return [{ ...kept, lookAt: lookAt ?? Infinity }, []];
  // Without a success in between, the same kind is the same issue, even if many jobs show it.
  const isSame = before?.issue === kind && before?.dataOf === dataOf;
  // An outage that MX leaves to the user has lasted since it was first seen.
  const since = before && !before.isTold && before.dataOf === dataOf ? before.since : now;
  const fresh = {
    id: `${member.memberGuid} ${kind} ${now}`,
    issue: kind,
    dataOf,
    since,
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

/** Reads one member and delivers its messages. 401, 429 and network errors say nothing about the member. */
async function look(upkeep: Upkeep, row: Row, now: number): Promise<Row> {
  if (await upkeep.isBusy(row.member)) return { ...row, lookAt: now + 5 * MINUTE };
  const isGone = (error: unknown) => error instanceof MxError && error.code === 'notFound';
  const page = await upkeep.mx
    .readMember({ member: row.member })
    .catch((error) => (isGone(error) ? null : Promise.reject(error)));
  if (!page && !row.isMissing) return { ...row, isMissing: true, lookAt: now + MINUTE };
  const [next, messages] = afterLook(row, connectionHealth(page, now), now);
  for (const message of messages) await upkeep.deliver(message);
  return next;
}

/** Call this every minute. An error at one member does not stop the others. */
export async function lookAtDue(upkeep: Upkeep, now: number): Promise<void> {
  const later = now + 10 * MINUTE;
  for (const row of await upkeep.due(now))
    await upkeep.keep(await look(upkeep, row, now).catch(() => ({ ...row, lookAt: later })));
}

/**
 * Whether a bank is back after an outage. Call this every few minutes, once for all users who wait for the bank: it reads the
 * institution, never a member. Then tell them. They try again themselves, because a timer must not log in.
 */
export async function bankIsBack(mx: Pick<Mx, 'readInstitution'>, institutionCode: string) {
  const { status } = await mx.readInstitution({ institutionCode });
  return status === 'OPERATIONAL';
}

/** Call this when a webhook of the member arrives. The member page is read at most once a minute, even after many webhooks. */
export const hint = (row: Row, now: number): Row => ({
  ...row,
  lookAt: Math.min(row.lookAt, Math.max(now, (row.lookedAt ?? 0) + MINUTE)),
});
