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
import { ADVICE, type Explanation } from '../../packages/machine/src/mx/failure.ts';
import { FAULTS, MACHINE_FAILURES, MEMBER_GONE } from '../../packages/machine/src/mx/faults.ts';
import { STATUSES } from '../../packages/machine/src/mx/statuses.ts';
import { code, codes, table } from '../spec/markdown.ts';

/** `docs/errors.md`: each error with its cause and its remedy. Causes come from the code; a remedy stands here once. */

/** What an engineer does about a reason. The sentence for the user is the advice of its next step. */
const REMEDIES: Readonly<Record<Reason, string>> = {
  credentials:
    'Show the login form again. After three refused logins MX stops trying (`PREVENTED`), so that the bank does not lock the account.',
  answer: 'Offer another attempt. It asks the bank for a new question.',
  expired: 'Offer another attempt. Show the question sooner: a webhook is faster than a poll.',
  locked: "Ask the user to unlock the account on the bank's own site.",
  actionNeeded: "Ask the user to log in on the bank's own site and confirm what it asks for.",
  unavailable: 'Try later. The bank or its connection at MX is down.',
  discontinued: 'Offer another institution. MX no longer supports this one.',
  closed: 'Offer another institution, or delete the member.',
  disabled: "Ask MX's support. The user or the connection is disabled there.",
  noAccounts:
    'Tell the user that no suitable account was found, and offer another institution or login.',
  accessDenied: "Offer another attempt. The user must allow access on the bank's page.",
  institutionBlocked: 'Offer another institution. MX does not allow your client to use this one.',
  refused: "Read the error's message. The request is wrong, or MX does not offer the job.",
  unauthorized: 'Run `mx-member doctor`. It checks the client id, the API key and the environment.',
  forbidden:
    "Check whether your address is on MX's allow list, whether the feature is on, and what your `authorize` returned.",
  notFound: 'Check the two guids and the environment. If MX has deleted the member, connect again.',
  signedOut: 'Ask the user to sign in to your app, then offer another attempt.',
  unreachable:
    'Look at the warnings of the earlier views. MX, the network or your server was down for an hour.',
  tookTooLong: 'Try later. MX may still finish the job.',
  abandoned: 'Offer another attempt. `deadlines.needsUser` says how long a question may stay open.',
  cancelled: 'Nothing to do: your code or the user cancelled it.',
  misconfigured:
    'Fix your own MX port. It throws errors that are not an `MxError`, or does not return readings.',
};

/** What to do about a failed call. */
const FAULT_REMEDIES: Readonly<Record<FaultCode, string>> = {
  unauthorized: REMEDIES.unauthorized,
  forbidden: REMEDIES.forbidden,
  notFound: REMEDIES.notFound,
  badRequest: "Read the error's message and correct the request.",
  notAllowed:
    'After an answer, do nothing: the next poll shows what MX waits for. After a start, check whether MX offers the job.',
  institutionMaintenance: 'Try later.',
  institutionUnavailable: 'Try later.',
  institutionPrevented: 'Offer another institution.',
  institutionPreventNew: 'Offer another institution. Members that exist still work.',
  institutionPreventVerification: 'Offer another institution, or another job than `verify`.',
  conflict:
    'Nothing to do: the machine follows the running job. For a creation see [creating members](creating-members.md).',
  rateLimited:
    'Nothing to do: calls wait as long as MX asks. If it lasts, ask MX for a higher limit.',
  unreachable:
    'Nothing to do at first: calls are retried if that is safe. If it lasts, check the network.',
  malformed: 'Check what is between you and MX. A proxy may answer with its own page.',
  unexpected: 'Report it, with the name of the error.',
  badReturn: REMEDIES.misconfigured,
  lost: 'Nothing to do: MX is polled before anybody is asked again.',
  notSent: 'Nothing to do: the user is asked again, with a new `prompt`.',
  signedOut: 'Ask the user to sign in to your app, then send a hint. The same lifecycle continues.',
};

const PROBLEM_REMEDIES: Readonly<Record<ProblemCode, string>> = {
  malformed: 'Send a list of `{ guid, value }`.',
  missing: 'Send one answer for each open question.',
  duplicate: 'Send one answer for each open question.',
  unknown: 'Send only guids from `view.challenges`.',
  superseded: 'Show the current view. The question has changed.',
  notYet: 'Wait until `view.needs` is `answers`.',
  empty: 'Ask the user to fill in the field.',
  tooLong: 'Ask the user for a shorter answer.',
  notAnOption: 'Send the `value`, the `guid` or the `label` of an option.',
  refused: 'Ask the user to check the answer.',
};

const HOST_REMEDIES: Readonly<Record<HostErrorCode, readonly [cause: string, remedy: string]>> = {
  busy: [
    'Another job of this member is running.',
    'Follow the running lifecycle, and start yours when it has ended.',
  ],
  notFound: ['The host does not know the member.', 'Start the member first.'],
  invalid: ['The arguments are wrong.', 'Read the message. It names the field.'],
  signedOut: ['The caller is not signed in.', 'Sign in, and call again.'],
  forbidden: ['The caller may not do this.', 'Check what your `authorize` returned.'],
  unreachable: [
    'The host cannot be reached, or cannot store the record.',
    'Call again. A command with the same key is executed once.',
  ],
  unreadable: [
    'The record is damaged, or another version wrote it.',
    'See [upgrades](upgrades.md#unreadable-members): `start` with `replace: true` sets it aside.',
  ],
  closed: ['The host was closed.', 'Use the host that is running now.'],
};

const TABLES: readonly (readonly [from: string, row: Partial<Explanation>])[] = [
  ...Object.entries(STATUSES).map(
    ([name, { reason, nextStep, meaning }]) =>
      [code(name), { meaning, ...(reason && nextStep && { reason, nextStep }) }] as const,
  ),
  ...Object.entries(ERROR_CODES).map(([number, row]) => [`error ${number}`, row] as const),
  ...Object.values(MACHINE_FAILURES).map((row) => ['this machine', row] as const),
  ['this machine', { ...MACHINE_FAILURES.notFound, ...MEMBER_GONE }],
  ...FAULT_CODES.filter((name) => FAULTS[name].endsAfter === 1).map(
    (name) => [`fault ${code(name)}`, FAULTS[name].failure] as const,
  ),
];

const distinct = <Value>(values: readonly Value[]): readonly Value[] => [...new Set(values)];

function reasonRow(reason: Reason): readonly string[] {
  const rows = TABLES.filter(([, row]) => row.reason === reason);
  const steps = distinct(rows.flatMap(([, { nextStep }]) => nextStep ?? []));
  return [
    code(reason),
    `${distinct(rows.map(([, { meaning = '' }]) => meaning)).join(' ')} Shown by ${distinct(rows.map(([from]) => from)).join(', ')}.`,
    `${codes(steps)}: ${REMEDIES[reason]}`,
  ];
}

/** HTTP statuses of MX, by the fault that they are. */
const STATUSES_OF_MX = [400, 401, 403, 404, 405, 406, 408, 409, 422, 429, 500, 502, 503, 504];

const httpOf = (name: FaultCode): string => {
  if (name.startsWith('institution')) return '400, with an `error.type`';
  return STATUSES_OF_MX.filter((status) => faultOfStatus(status) === name).join(', ');
};

function faultRow(name: FaultCode): readonly string[] {
  const { endsAfter, failure, message } = FAULTS[name];
  const end = endsAfter === 1 ? 'at once' : 'when calls have failed for too long';
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

This page lists every error of the packages, with its cause and remedy. To search by symptom, see
[troubleshooting](troubleshooting.md). \`npx --yes pnpm@12 generate\` generates this page from the code.

## Reasons

These are the values of \`outcome.reason\` of a failed lifecycle. "Shown by" is a connection status of MX, a number in
\`error.error_code\`, or the fault of a call.

${table(['reason', 'cause', 'next step and remedy'], REASONS.map(reasonRow))}

## Next steps

\`outcome.nextStep\` says what the person should do. \`outcome.advice\` says it in a sentence.

${table(['next step', 'sentence', 'reasons'], NEXT_STEPS.map(stepRow))}

## Faults

A failed call throws an \`MxError\` with one of these codes. While calls fail, \`view.warning\` has the code.

${table(
  ['code', 'HTTP status of MX', 'cause', 'ends the lifecycle as', 'remedy'],
  FAULT_CODES.map(faultRow),
)}

## Problems of answers

Answers that are not accepted are reported as \`problems\`, one for each question. A problem never quotes an answer.

${table(
  ['code', 'cause', 'remedy'],
  PROBLEM_CODES.map((name) => [code(name), problem(name, null).message, PROBLEM_REMEDIES[name]]),
)}

## Errors of a host

The methods of a host reject with a \`HostError\` that has one of these codes.

${table(
  ['code', 'cause', 'remedy'],
  HOST_ERROR_CODES.map((name) => [code(name), ...HOST_REMEDIES[name]]),
)}

## HTTP

The relay and the host over HTTP answer errors with problem details. Each name links to its cause and remedy.

${table(
  ['name', 'status', '`HostError`'],
  Object.entries(PROBLEMS).map(([name, [status, hostCode]]) => [
    `[${name}](host-http.md#${name})`,
    String(status),
    code(hostCode),
  ]),
)}

## Command line

\`mx-member\` prints a sentence to standard error and exits with a code. With \`--json\`, the last line has \`error\`.
[The command line](../packages/cli/README.md) lists its values.
`;
