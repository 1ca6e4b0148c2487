import type { CommandSpec } from '../command-line/spec.ts';
import { PACES } from '../pacing.ts';

export const DEFAULT_PORT = 3998;
export const DEFAULT_FILE = 'members.db';
export const DEFAULT_RATE = 20;

export const SERVE = {
  about: 'Run many members, kept in a file, and serve them over HTTP, on this machine only.',
  options: {
    port: {
      value: 'number',
      about: `Port on 127.0.0.1; 0 takes a free one. Default: ${DEFAULT_PORT}.`,
    },
    file: { value: 'file', about: `Keep members in this SQLite file. Default: ${DEFAULT_FILE}.` },
    restate: {
      value: 'address',
      about: 'Run members in the workers of a Restate cluster: the address of its ingress.',
    },
    'seal-key': {
      value: 'file',
      about: 'With --restate: the public key by which answers are sealed for the workers.',
    },
    pace: {
      value: 'pace',
      about: `${PACES.join(' or ')}. Fast does not keep 3 s between readings: simulator only.`,
    },
    step: { value: 'ms', about: 'Without keys: how long each step of a job takes. Default: 1000.' },
    environment: {
      value: 'name',
      about: 'With keys: integration or production. Default: integration.',
    },
    'requests-per-second': {
      value: 'number',
      about: `With keys: the most requests to MX a second, of this process. Default: ${DEFAULT_RATE}.`,
    },
    'public-host': {
      value: 'name',
      repeatable: true,
      about: 'A name by which callers reach it through your proxy, besides localhost.',
    },
    json: { about: 'Print the addresses as one line of JSON.' },
  },
  notes: [
    'Without keys it simulates MX in the same process, and keeps the bank beside the file.',
    'With MX_CLIENT_ID and MX_API_KEY in the environment it talks to MX. Then each caller must send Authorization: Bearer, with the token of MX_MEMBER_TOKEN. Put a proxy that ends TLS in front of it: it speaks plain HTTP, on 127.0.0.1.',
    'MX_WEBHOOK_USERNAME and MX_WEBHOOK_PASSWORD, as set at MX, let webhooks in at /webhooks/mx. Without keys the simulated MX sends its webhooks there with them.',
    'With --restate no member is kept here, only the simulated bank: members run in your workers (createMemberService of @mx-member/restate), which make the calls to MX, or to the simulated one at its address.',
    'The log is JSON lines on the standard error, without secrets. GET /healthz says whether it serves. Ctrl-C or SIGTERM ends it; what runs is kept, and goes on at the next start.',
    'Exit codes: 0 ended by a signal, 1 no port, or a file or key that cannot be opened, 2 wrong usage or a file that is in use.',
  ],
  examples: [
    'mx-member serve',
    'mx-member serve --port 8080 --file /var/lib/members.db',
    'mx-member serve --restate http://restate.internal:8080 --seal-key seal.json',
    'MX_CLIENT_ID=… MX_API_KEY=… MX_MEMBER_TOKEN=… mx-member serve --public-host members.example',
  ],
} as const satisfies CommandSpec;
