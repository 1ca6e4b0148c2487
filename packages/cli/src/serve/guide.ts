import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { CURL, makeMember } from '../common/curl.ts';

/** Asks two questions, one after the other; the right answer to both is `correct`. */
const PASSWORD = 'simulate:text,token';

/** What `serve` is reached by. */
export interface Addresses {
  readonly url: string;
  /** `null` with the keys of MX. */
  readonly simulatorUrl: string | null;
  /** Where members are kept: one of the two. */
  readonly file?: string;
  readonly restate?: string;
  readonly needsToken: boolean;
}

/**
 * From the start to the outcome. The commands need curl and grep alone, and may be pasted all at once: they wait where the
 * bank takes its time, and when the server is killed and started again they go on.
 */
const tour = (url: string, needsToken: boolean): readonly string[] => [
  `at=${url}/users/$user/members/$member`,
  // The list of processes shows arguments, so the token is in a file that only this user reads, and answers come by a pipe.
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

/** All that a person needs to use it. */
export function serveGuide({ url, simulatorUrl, file, restate, needsToken }: Addresses): string {
  const where = restate
    ? `Members run in the workers of Restate at ${restate}.`
    : `Members run here, and are kept in ${file}.`;
  const head = `${where}

  Address  ${url}
  Health   ${url}/readyz
`;
  if (simulatorUrl === null)
    return `${head}
It speaks plain HTTP on this machine. A proxy of yours must end TLS. Callers send: Authorization: Bearer $MX_MEMBER_TOKEN

Run a member that is at MX, with its guids in $user and $member:
${lines(tour(url, needsToken).slice(0, -5))}
  next; echo "$view"     # again, until it needs answers or has an outcome
  answer <the answer>

Ctrl-C ends it. What runs goes on at the next start.
`;
  const making = [
    `mx() { ${CURL}; }`,
    ...makeMember(simulatorUrl, 'mx', PASSWORD, { skip_aggregation: true }),
  ];
  return `${head}  MX       ${simulatorUrl}, simulated; the keys are ${DEFAULT_CLIENT_ID} and ${DEFAULT_API_KEY}

Try it in another terminal: a user, a member, its start, two questions, connected.
${lines([...making, ...tour(url, needsToken)])}

Ctrl-C ends it. What runs goes on at the next start: try kill -9 in the middle.
`;
}
