import { PROBLEMS } from '../../packages/http/src/problems.ts';
import { faultOfStatus } from '../../packages/http/src/web/faults.ts';
import {
  FAULT_CODES,
  type FaultCode,
  NEXT_STEPS,
  type NextStep,
  PROBLEM_CODES,
  type ProblemCode,
  REASONS,
  type Reason,
} from '../../packages/machine/src/data/types.ts';
import {
  HOST_ERROR_CODES,
  type HostErrorCode,
} from '../../packages/machine/src/hosting/contract.ts';
import { problem } from '../../packages/machine/src/mx/answers.ts';
import { ERROR_CODES } from '../../packages/machine/src/mx/error-codes.ts';
import type { Explanation } from '../../packages/machine/src/mx/explanation.ts';
import {
  ADVICE,
  FAULTS,
  MACHINE_FAILURES,
  MEMBER_GONE,
} from '../../packages/machine/src/mx/faults.ts';
import { STATUSES } from '../../packages/machine/src/mx/statuses.ts';
import { code, codes, table } from '../spec/markdown.ts';

/** `docs/errors.md`: each error with its cause and its remedy. Causes are those of the code; a remedy stands here once. */

/** What an engineer does about a reason. The sentence for the user is the advice of its next step. */
const REMEDIES: Readonly<Record<Reason, string>> = {
  credentials: 'Show the login form again. MX locks an account after three wrong logins.',
  answer: 'Offer another attempt. It asks the bank for a new question.',
  expired: 'Offer another attempt. Show the question sooner: a webhook is faster than a poll.',
  locked: 'Ask the user to unlock the account on the own site of the bank.',
  actionNeeded:
    'Ask the user to log in on the own site of the bank, where something has to be confirmed.',
  unavailable: 'Try later. The bank or its connection at MX is down.',
  discontinued: 'Offer another institution. MX does not support this one any more.',
  closed: 'Offer another institution, or delete the member.',
  disabled: 'Ask MX. The user or the connection is switched off there.',
  noAccounts: 'Say that no account fits, and offer another institution or login.',
  accessDenied: 'Offer another attempt. The user has to allow access on the page of the bank.',
  institutionBlocked: 'Offer another institution. MX does not let your client use this one.',
  refused: 'Read the message of the error: the request is wrong, or MX does not offer the job.',
  unauthorized:
    'Check the client id and the API key, and that they belong to this environment: `mx-member doctor`.',
  forbidden:
    'Check that your address is on the list of MX and that the feature is on, or what your `authorize` returned.',
  notFound: 'Check the two guids and the environment. If MX has deleted the member, connect again.',
  signedOut: 'Ask the user to sign in to your app, then offer another attempt.',
  unreachable:
    'Look at the warnings of the views before. MX, the network or your server was down for an hour.',
  tookTooLong: 'Try later. The job goes on at MX, and its data may still arrive.',
  abandoned: 'Offer another attempt. `deadlines.needsUser` is how long a question may stand open.',
  cancelled: 'Nothing: your code, or the user, has cancelled it.',
  misconfigured:
    'Fix the MX port of your own: it throws errors that are not an `MxError`, or returns no reading.',
};

/** What to do about a failed call. */
const FAULT_REMEDIES: Readonly<Record<FaultCode, string>> = {
  unauthorized: REMEDIES.unauthorized,
  forbidden: REMEDIES.forbidden,
  notFound: REMEDIES.notFound,
  badRequest: 'Read the message of the error, and correct the request.',
  notAllowed:
    'Of an answer, nothing: the next poll shows what MX waits for. Of a start, check that MX offers the job.',
  institutionMaintenance: 'Try later.',
  institutionUnavailable: 'Try later.',
  institutionPrevented: 'Offer another institution.',
  institutionPreventNew: 'Offer another institution. Members that exist still work.',
  institutionPreventVerification: 'Offer another institution, or another job than `verify`.',
  conflict:
    'Nothing: the machine follows the job that runs. For a creation see [creating members](creating-members.md).',
  rateLimited: 'Nothing: calls wait as long as MX asks. Ask MX for a higher limit if it lasts.',
  unreachable:
    'Nothing at first: calls are repeated where that is safe. Check the network if it lasts.',
  malformed: 'Check what stands between you and MX: a proxy may answer with a page of its own.',
  unexpected: 'Report it, with the name of the error.',
  badReturn: REMEDIES.misconfigured,
  lost: 'Nothing: MX is polled before anybody is asked again.',
  notSent: 'Nothing: the user is asked again, under a new `prompt`.',
  signedOut: 'Ask the user to sign in to your app, then send a hint. The same lifecycle goes on.',
};

const PROBLEM_REMEDIES: Readonly<Record<ProblemCode, string>> = {
  malformed: 'Send a list of `{ guid, value }`.',
  missing: 'Send one answer for each open question.',
  duplicate: 'Send one answer for each open question.',
  unknown: 'Send only guids of `view.challenges`.',
  superseded: 'Show the view again. The question has changed since.',
  notYet: 'Wait until `view.needs` is `answers`.',
  empty: 'Ask the user to fill in the field.',
  tooLong: 'Ask the user for a shorter answer.',
  notAnOption: 'Send the `value`, the `guid` or the `label` of an option.',
  refused: 'Ask the user to check the answer.',
};

const HOST_REMEDIES: Readonly<Record<HostErrorCode, readonly [cause: string, remedy: string]>> = {
  busy: [
    'Another job of this member runs.',
    'Follow the lifecycle that runs, and start yours when it has ended.',
  ],
  notFound: ['The host does not know the member.', 'Start the member first.'],
  invalid: ['The arguments are wrong.', 'Read the message. It names the field.'],
  signedOut: ['The caller is not signed in.', 'Sign in, and call again.'],
  forbidden: ['The caller may not do this.', 'Check what your `authorize` returned.'],
  unreachable: [
    'The host cannot be reached, or cannot keep the record.',
    'Call again. A command with the same key is made once.',
  ],
  unreadable: [
    'The record is damaged, or another version wrote it.',
    'See [upgrades](upgrades.md#unreadable-members): `start` with `replace: true` sets it aside.',
  ],
  closed: ['The host was closed.', 'Use the host that runs now.'],
};

const TABLES: readonly (readonly [from: string, row: Partial<Explanation>])[] = [
  ...Object.entries(STATUSES).map(
    ([name, { reason, nextStep, meaning }]) =>
      [code(name), { meaning, ...(reason && nextStep && { reason, nextStep }) }] as const,
  ),
  ...Object.entries(ERROR_CODES).map(([number, row]) => [`error ${number}`, row] as const),
  ...Object.values(MACHINE_FAILURES).map((row) => ['this machine', row] as const),
  ['this machine', MEMBER_GONE],
  ...FAULT_CODES.filter((name) => FAULTS[name].isFatal).map(
    (name) => [`fault ${code(name)}`, FAULTS[name].failure] as const,
  ),
];

const distinct = <Value>(values: readonly Value[]): readonly Value[] => [...new Set(values)];

function reasonRow(reason: Reason): readonly string[] {
  const rows = TABLES.filter(([, row]) => row.reason === reason);
  const steps = distinct(rows.flatMap(([, { nextStep }]) => nextStep ?? []));
  return [
    code(reason),
    distinct(rows.map(([, { meaning = '' }]) => meaning)).join(' '),
    distinct(rows.map(([from]) => from)).join(', '),
    codes(steps),
    REMEDIES[reason],
  ];
}

/** HTTP statuses of MX, by the fault that they are. */
const STATUSES_OF_MX = [400, 401, 403, 404, 405, 406, 408, 409, 422, 429, 500, 502, 503, 504];

const httpOf = (name: FaultCode): string => {
  if (name.startsWith('institution')) return '400, with an `error.type`';
  return STATUSES_OF_MX.filter((status) => faultOfStatus(status) === name).join(', ');
};

function faultRow(name: FaultCode): readonly string[] {
  const { isFatal, failure, message } = FAULTS[name];
  const end = isFatal ? 'at once' : 'when calls have failed for too long';
  return [
    code(name),
    httpOf(name),
    message,
    `${code(failure.reason)} ${end}`,
    FAULT_REMEDIES[name],
  ];
}

const stepRow = (step: NextStep): readonly string[] => [
  code(step),
  ADVICE[step],
  codes(
    REASONS.filter((reason) =>
      TABLES.some(([, row]) => row.reason === reason && row.nextStep === step),
    ),
  ),
];

/** The page. */
export const errorsPage = (): string => `# Errors

Every error of the packages, with its cause and its remedy. \`npx --yes pnpm@12 reference\` writes this page from the tables of the
code, and a test fails when they differ. [Troubleshooting](troubleshooting.md) starts from what you see.

## Reasons

A lifecycle that has failed has \`outcome.reason\`. "Shown by" names the connection status of MX, the number in
\`error.error_code\`, or the fault of a call.

${table(['reason', 'cause', 'shown by', 'next step', 'remedy'], REASONS.map(reasonRow))}

## Next steps

\`outcome.nextStep\` says what the person does, and \`outcome.advice\` says it in a sentence.

${table(['next step', 'sentence', 'reasons'], NEXT_STEPS.map(stepRow))}

## Faults

A call that failed is an \`MxError\` with one of these codes. \`view.warning\` has the code while calls fail.

${table(
  ['code', 'HTTP status of MX', 'cause', 'ends the lifecycle as', 'remedy'],
  FAULT_CODES.map(faultRow),
)}

## Problems of answers

Answers that are not accepted come back as \`problems\`, one for each question, and no problem quotes an answer.

${table(
  ['code', 'cause', 'remedy'],
  PROBLEM_CODES.map((name) => [code(name), problem(name, null).message, PROBLEM_REMEDIES[name]]),
)}

## Errors of a host

A method of a host rejects with a \`HostError\`.

${table(
  ['code', 'cause', 'remedy'],
  HOST_ERROR_CODES.map((name) => [code(name), ...HOST_REMEDIES[name]]),
)}

## HTTP

The relay and the host over HTTP answer with problem details. Each name leads to its paragraph.

${table(
  ['name', 'status', 'cause', '`HostError`'],
  Object.entries(PROBLEMS).map(([name, [status, hostCode, , detail]]) => [
    `[${name}](http-problems.md#${name})`,
    String(status),
    detail,
    code(hostCode),
  ]),
)}

## Command line

\`mx-member\` ends with a sentence on the standard error and an exit code. With \`--json\` the last line has \`error\`, and
[the command line](../packages/cli/README.md) lists its values.
`;
