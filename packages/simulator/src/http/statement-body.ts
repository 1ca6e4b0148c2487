import { dateOf } from '../accounts/calendar.ts';
import type { Data } from '../accounts/data.ts';
import type { Statement } from '../accounts/statements.ts';
import type { User } from '../bank/user.ts';
import { pdfOf } from './pdf.ts';

const DAY_BEFORE = -1;

const money = (cents: number) => (cents / 100).toFixed(2).padStart(12);

/** A statement as the bank prints it. */
export function statementPdf({ from, to, before, after, entries, name }: Statement) {
  return pdfOf([
    `MX Bank   ${name}`,
    `Statement ${dateOf(from)} to ${dateOf(to + DAY_BEFORE)}`,
    '',
    `${'Balance before'.padEnd(46)}${money(before)}`,
    ...entries.map(
      ({ at, payee, cents }) => `${dateOf(at)}  ${payee.original.padEnd(34)}${money(cents)}`,
    ),
    `${'Balance after'.padEnd(46)}${money(after)}`,
  ]);
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The statement resource (`StatementResponse`). */
export async function statementBody(statement: Statement, { member }: Data, user: User) {
  const { guid, accountGuid, createdAt } = statement;
  const at = new Date(createdAt).toISOString();
  return {
    account_guid: accountGuid,
    content_hash: await sha256(statementPdf(statement)),
    created_at: at,
    guid,
    member_guid: member.guid,
    updated_at: at,
    uri: `/users/${user.guid}/members/${member.guid}/statements/${guid}.pdf`,
    user_guid: user.guid,
  };
}
