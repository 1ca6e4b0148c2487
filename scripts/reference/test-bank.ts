import { NEXT_STEPS } from '../../packages/machine/src/data/types.ts';
import { STATUSES, type Status } from '../../packages/machine/src/mx/statuses.ts';
import { INSTITUTION_ERRORS } from '../../packages/simulator/src/bank/blocks.ts';
import { INSTITUTIONS, USERNAME } from '../../packages/simulator/src/bank/institutions.ts';
import { statusesOf } from '../../packages/simulator/src/bank/scripts.ts';
import { ENDPOINT_NAMES } from '../../packages/simulator/src/http/endpoint-names.ts';
import {
  ANSWERS,
  DEFAULT_API_KEY,
  DEFAULT_CLIENT_ID,
  PASSWORDS,
  type Password,
} from '../../packages/simulator/src/index.ts';
import { WEBHOOKS } from '../../packages/simulator/src/webhooks/bodies.ts';
import { code, codes, table } from '../spec/markdown.ts';

/** `docs/test-bank.md`: what the simulated MX Bank knows, from its own tables. */

const passwordRow = ({ password, script, meaning }: Password): readonly string[] => [
  code(password),
  meaning,
  script === '' ? '' : code(script),
];

const passwords = (isExtension: boolean): string =>
  table(
    ['password', 'what happens', 'as a script'],
    PASSWORDS.filter(({ extension }) => extension === isExtension).map(passwordRow),
  );

const STEPS: readonly (readonly string[])[] = [
  [code('text'), 'asks for a word'],
  [code('options'), 'asks to choose a phone'],
  [code('token'), 'asks for a code'],
  [code('image'), 'shows a picture of a word to type'],
  [code('image_options'), 'asks to choose a picture'],
  ['a status', 'shows the status while the job runs; as the last step, ends with the status'],
  [code('status/number'), 'ends with the status and the number in `error.error_code`'],
];

/** A login that ends with a status. MX's own passwords come first. */
interface End {
  readonly password: string;
  readonly status: string;
  readonly kind: Status;
}

const KINDS: ReadonlyMap<string, Status> = new Map(Object.entries(STATUSES));

const ENDS: readonly End[] = [
  ...PASSWORDS.flatMap(({ password, script: status }) => {
    const kind = KINDS.get(status);
    return kind ? [{ password, status, kind }] : [];
  }),
  ...[...KINDS].map(([status, kind]) => ({ password: `simulate:${status}`, status, kind })),
];

/** A password for each next step to which a login can lead. */
const NEXT = NEXT_STEPS.flatMap((step) => {
  const end = ENDS.find(({ kind }) => kind.nextStep === step);
  return end
    ? [[step, end.password, end.status, String(end.kind.reason)].map((text) => code(text))]
    : [];
});

/** The page. */
export const testBankPage = (): string => `# The test bank

This page lists the users, passwords and answers of the simulated MX Bank. [Testing](testing.md) shows how to use them.
\`npx --yes pnpm@12 generate\` generates this page from the simulator.

## Institutions

${table(
  ['code', 'name', 'login'],
  INSTITUTIONS.map(({ code: key, name, isOauth, credentials }) => [
    code(key),
    name,
    isOauth
      ? 'a page of the bank'
      : credentials.map(({ fieldName, guid }) => `${code(fieldName)} ${code(guid)}`).join(', '),
  ]),
)}

## Users

The only username is ${code(USERNAME)}. The bank rejects all others as a wrong login. An MX user is created with \`createUser\` and does
not have a password. The simulator's keys are ${code(DEFAULT_CLIENT_ID)} and ${code(DEFAULT_API_KEY)}.

## Test passwords

The password decides what the bank does. Passwords are case sensitive. A password that is not listed connects without a question.

As at MX Bank itself:

${passwords(false)}

You can also write a script: \`simulate:\` and its steps, separated by commas. \`+\` asks several questions at once:

${passwords(true)}

${table(['step of a script', 'what happens'], STEPS)}

Passwords lead to these statuses: ${codes(
  [
    ...new Set(
      PASSWORDS.filter(({ extension }) => !extension).flatMap(({ script }) => statusesOf(script)),
    ),
  ]
    .filter((status) => status !== null)
    .map(String),
)}.

## Next steps

Each of these passwords ends with the next step in the first column, so that you can see its screen. The other next steps come
from failed calls, which [faults](#faults) show.

${table(['next step', 'password', 'status', 'reason'], NEXT)}

## Answers

The answer decides how the bank continues. An answer that is not in the table is wrong, and the job ends as \`REJECTED\`.

${table(
  ['answer', 'what happens', 'ends as'],
  ANSWERS.map(({ answer, meaning, end }) => [code(answer), meaning, end ? code(end) : '']),
)}

## Faults

\`parseFault('<endpoint>:<fault>:<times>')\`, or \`--fault\` of \`mx-member simulate\`, makes requests fail. An endpoint is one of these, \`start\` for
all jobs, or \`*\`:

${codes(ENDPOINT_NAMES)}.

To block an institution, use one of these as a fault or in the option \`blocked\`:

${codes(INSTITUTION_ERRORS)}.

## Webhooks

With \`webhooks: { url, username, password }\` the simulator sends these:

${codes(WEBHOOKS)}.
`;
