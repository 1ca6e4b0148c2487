import { ANSWERS, DEFAULT_API_KEY, DEFAULT_CLIENT_ID, PASSWORDS } from '@mx-member/simulator';
import { CURL, makeMember } from '../common/curl.ts';
import { PROGRAM } from '../common/program.ts';
import type { WebhookServer } from '../common/webhook-server.ts';

/**
 * Shell commands that create a user and a member, answer a question, and read the accounts. They can be pasted all at once,
 * and wait for the bank.
 */
const tour = (url: string): readonly string[] => [
  `call() { ${CURL}; echo; }`,
  ...makeMember(url, 'call', 'challenge'),
  `at=${url}/users/$user/members/$member`,
  'until call $at/status | grep CHALLENGED; do sleep 1; done',
  `challenge=$(call $at/challenges | grep -o 'CRD-[^"]*' | head -n 1)`,
  `call $at/resume -X PUT -d '{"member":{"challenges":[{"guid":"'$challenge'","value":"correct"}]}}'`,
  `until call $at/status | grep '"CONNECTED"'; do sleep 1; done`,
  'call $at/accounts',
  'call $at/transactions',
];

/** How to watch the connections of the user who exists from the start. */
const watch = (url: string, userGuid: string): string => `
Days pass in minutes. See how the connections of a user are, now and later:
  MX_CLIENT_ID=${DEFAULT_CLIENT_ID} MX_API_KEY=${DEFAULT_API_KEY} ${PROGRAM} health --environment ${url} --user ${userGuid}
`;

/** The text that `simulate` prints at its start. */
export const simulateGuide = (
  url: string,
  {
    userGuid,
    webhook,
  }: {
    /** The user who exists from the start with `--days-per-minute`. */
    readonly userGuid: string | undefined;
    readonly webhook: WebhookServer | null;
  },
): string => `The MX Platform API with MX Bank, simulated on this computer. Nothing is saved.

  Address       ${url}
  Client id     ${DEFAULT_CLIENT_ID}
  API key       ${DEFAULT_API_KEY}
  Institutions  mxbank, username mxuser; mx_bank_oauth, with an OAuth window
${webhook === null ? '' : `  Webhooks      ${webhook.url}, user name ${webhook.username}\n`}
Passwords:
${table(PASSWORDS.map(({ password, meaning }) => [password, meaning])).join('\n')}

Answers:
${table(ANSWERS.map(({ answer, meaning }) => [answer, meaning])).join('\n')}

Try it in another terminal: a user, a member, its challenge, resume, connected, accounts, transactions.
${tour(url)
  .map((line) => `  ${line}`)
  .join('\n')}
${userGuid === undefined ? '' : watch(url, userGuid)}
Ctrl-C ends it.
`;

/** A table of two columns, one line per row. */
function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
