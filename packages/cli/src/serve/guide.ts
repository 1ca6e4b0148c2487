import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { CURL, makeMember } from '../common/curl.ts';

/** A password with two questions, one after the other. The right answer to both is `correct`. */
const PASSWORD = 'simulate:text,token';

/** Where to reach `serve`. */
export interface Addresses {
  readonly url: string;
  /** `null` with the keys of MX. */
  readonly simulatorUrl: string | null;
  /** Where members are kept: a file or Restate. */
  readonly file?: string;
  readonly restate?: string;
  readonly needsToken: boolean;
}

/**
 * Shell commands from the start to the outcome. They need only curl and grep, and can be pasted all at once. They wait for
 * the bank, and go on after the server was killed and started again.
 */
const tour = (url: string, needsToken: boolean): readonly string[] => [
  `at=${url}/users/$user/members/$member`,
  // The list of processes shows arguments, so the token is in a private file and answers come through a pipe.
  ...(needsToken
    ? [
        'headers=$(mktemp)',
        `printf 'Authorization: Bearer %s\\n' "$MX_MEMBER_TOKEN" > "$headers"`,
        `call() { curl -sSf -H "@$headers" -H 'Content-Type: application/json' "$@"; }`,
      ]
    : [`call() { curl -sSf -H 'Content-Type: application/json' "$@"; }`]),
  `number() { echo "$view" | grep -o '"'$1'":[0-9]*' | head -n 1 | grep -o '[0-9]*$'; }`,
  `next() { shown=$(call "$at/next?revision=$(number revision)") && view=$shown || sleep 1; }`,
  'until_it_says() { until echo "$view" | grep "$1"; do next; done; }',
  `question() { echo "$view" | grep -o '"guid":"[^"]*' | head -n 1 | cut -d '"' -f 4; }`,
  `given() { printf '{"answers":[{"guid":"%s","value":"%s"}],"prompt":%s}' "$(question)" "$1" "$(number prompt)"; }`,
  'answer() { shown=$(given "$1" | call $at/answer -d @-) && view=$shown || sleep 1; }',
  `view=$(call $at/start -d '{"job":"aggregate"}')`,
  `until_it_says '"needs":"answers"'`,
  'answer correct',
  `until_it_says '"needs":"answers"'`,
  'answer correct',
  `until_it_says '"outcome":"'`,
];

const lines = (commands: readonly string[]): string =>
  commands.map((line) => `  ${line}`).join('\n');

/** The text that `serve` prints at its start. */
export function serveGuide({ url, simulatorUrl, file, restate, needsToken }: Addresses): string {
  const where = restate
    ? `Members run in the workers of Restate at ${restate}.`
    : `Members run in this process and are kept in ${file}.`;
  const head = `${where}

  Address  ${url}
  Health   ${url}/readyz
`;
  if (simulatorUrl === null)
    return `${head}
It speaks plain HTTP on this computer, so put a proxy with TLS in front of it. Callers send: Authorization: Bearer $MX_MEMBER_TOKEN

To run a member that exists at MX, set $user and $member to its guids:
${lines(tour(url, needsToken).slice(0, -5))}
  next; echo "$view"     # repeat until it needs answers or has an outcome
  answer <the answer>

Press Ctrl-C to stop. Running members go on at the next start.
`;
  const making = [
    `mx() { ${CURL}; }`,
    ...makeMember(simulatorUrl, 'mx', PASSWORD, { skip_aggregation: true }),
  ];
  return `${head}  MX       ${simulatorUrl}, simulated, with the keys ${DEFAULT_CLIENT_ID} and ${DEFAULT_API_KEY}

Try it in another terminal. These commands create a user and a member, start it, and answer two questions:
${lines([...making, ...tour(url, needsToken)])}

Press Ctrl-C to stop. Running members go on at the next start: try kill -9 in the middle.
`;
}
