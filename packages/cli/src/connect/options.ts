import { JOBS } from '@mx-member/machine';
import { ANSWERS, PASSWORDS } from '@mx-member/simulator';
import type { CommandSpec } from '../command-line/spec.ts';
import { PACES } from '../pacing.ts';

export const DEFAULT_PASSWORD = 'simulate:options,token';

export const CONNECT = {
  about: 'Run the lifecycle of one member, from the start of a job to its end.',
  options: {
    answer: {
      value: 'value',
      repeatable: true,
      about: 'Answer to the next question; repeat it for the questions after that.',
    },
    'answers-from': {
      value: 'file',
      about: 'Read the answers from there instead, one a line; - is the standard input.',
    },
    job: { value: 'job', about: 'The job to run. Default: aggregate.' },
    json: {
      about:
        'Print one JSON object a line: each change, how much there is to read, and last the outcome or an error.',
    },
    pace: {
      value: 'pace',
      about: `${PACES.join(' or ')}. Fast does not keep 3 s between readings: simulator only.`,
    },
    inspect: { about: "Show it live in Stately's inspector; the address is printed." },
    'inspect-url': {
      value: 'url',
      about: 'Show it in this viewer instead, which is given ?server=ws://….',
    },
    password: {
      value: 'word',
      about: `Without keys: password at the simulated bank. Default: ${DEFAULT_PASSWORD}.`,
    },
    user: { value: 'USR-…', about: 'With keys: the user at MX.' },
    member: { value: 'MBR-…', about: 'With keys: the member of that user.' },
    environment: {
      value: 'name',
      about: 'With keys: integration or production. Default: integration.',
    },
  },
  tables: {
    Passwords: PASSWORDS.map(({ password, meaning }) => [password, meaning] as const),
    Answers: ANSWERS.map(({ answer, meaning }) => [answer, meaning] as const),
  },
  notes: [
    `Jobs: ${JOBS.join(', ')}.`,
    'A value of --answer can be seen in the list of processes. For a real code use --answers-from: a line is read when its question is asked, blank lines are skipped.',
    'ACCESSIBLE=1 in the environment asks in lines of text that do not move, for a screen reader.',
    "Without keys it runs MX's test bank on this machine, offline.",
    'With MX_CLIENT_ID and MX_API_KEY in the environment it talks to MX; --user and --member are needed then.',
    'The inspector is a page on 127.0.0.1 with a frame from https://stately.ai, which is sent events and states but no answer, no credential and no guid of a user or member. --inspect-url takes another viewer.',
    'Exit codes: 0 connected, 1 failed, 2 wrong usage or not enough answers, 130 Ctrl-C.',
  ],
  examples: [
    'mx-member connect',
    'mx-member connect --json --answer correct --answer correct',
    'mx-member connect --password UNAUTHORIZED',
    'read-code | mx-member connect --answers-from -',
    'MX_CLIENT_ID=… MX_API_KEY=… mx-member connect --user USR-… --member MBR-… --job verify',
  ],
} as const satisfies CommandSpec;
