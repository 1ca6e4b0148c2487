import {
  isStopped,
  type LoginHistory,
  pruned,
  type Refusals,
  type Reset,
  refusalsOf,
} from './history.ts';

/** What is remembered of a member's logins, for support. */
export interface MemberLogins {
  /** The logins that the bank has refused in a row. `null` if the last one was accepted, or nothing is known. */
  readonly refusals: Refusals | null;
  /** Who has reset the refused logins, and why. `null` if nobody has since the last one. */
  readonly reset: Reset | null;
  /** How many logins were sent from here in the last 24 hours: for the member, and for all members of its user. */
  readonly today: { readonly ofMember: number; readonly ofUser: number };
}

/** What is remembered of a member's logins. @param now In ms since 1970. */
export function memberLogins(history: LoginHistory, memberGuid: string, now: number): MemberLogins {
  const { logins } = pruned(history, now);
  return {
    refusals: refusalsOf(history, memberGuid, now),
    reset: history.refusals[memberGuid]?.reset ?? null,
    today: {
      ofMember: logins.filter((one) => one[1] === memberGuid).length,
      ofUser: logins.length,
    },
  };
}

const counted = (count: number): string => (count === 1 ? '1 login' : `${count} logins`);

const timeText = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const BY: Readonly<Record<Refusals['by'], string>> = {
  here: 'was asked for here.',
  elsewhere: "was not asked for here: for example by MX's nightly job, or in MX's widget.",
};

function refusalsText(refusals: Refusals): string {
  const { count, from, at, status, by } = refusals;
  const times = count === 1 ? timeText(at) : `since ${timeText(from)}, the last at ${timeText(at)}`;
  return [
    count === 1
      ? `The bank did not accept the last login: ${times} (${status}).`
      : `The bank did not accept ${counted(count)} in a row: ${times} (${status}).`,
    `${count === 1 ? 'It' : 'The last one'} ${BY[by]}`,
    ...(isStopped(refusals) ? [STOPPED[status]] : []),
  ].join(' ');
}

const STOPPED: Readonly<Record<string, string>> = {
  PREVENTED: 'MX tries no more until it has new credentials.',
  LOCKED: 'The bank has locked the account. Only the bank can unlock it.',
};

/** The logins of a member in sentences, for a call centre. Without guids. */
export function loginsText({ refusals, reset, today }: MemberLogins): string {
  const { ofMember, ofUser } = today;
  const sent = `In the last 24 hours, ${counted(ofMember)} of this member and ${counted(ofUser)} of its user were sent from here.`;
  const told = reset
    ? `The refused logins were reset at ${timeText(reset.at)} by ${reset.by}: ${reset.reason}.`
    : '';
  return [refusals && refusalsText(refusals), told, sent].filter(Boolean).join(' ');
}
