import { JOBS } from '@mx-member/machine/step';
import type { Case } from '../../support/pairs.ts';

/** Everything that meets when a person connects a bank. */
export const FACTORS = {
  /** What is asked for. `none`: the caller does not say. */
  job: ['none', ...JOBS],
  login: ['credentials', 'bankPage'],
  /** What the user has at MX, and how it is asked for. */
  member: ['new', 'existing', 'conflict', 'repair', 'again', 'lostReply'],
  /** MX's reply to a creation. 201 comes with MX's own job, or without. */
  reply: ['202', '200', '201', '201 idle'],
  /** What the person enters first. They correct it afterwards. On the bank's page they deny access first. */
  password: ['right', 'wrong', 'twoWrong'],
  /** How often the bank asks in each job. */
  rounds: [0, 1, 2],
  /** Who answers: the person once, twice at the same time, on another device straight at MX, or nobody. */
  answers: ['once', 'twice', 'elsewhere', 'never'],
  /** The effect at which the process dies: a commit or a request, before it or after it. 0: never. */
  crash: [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 27],
  webhooks: ['on', 'off', 'late'],
  /** Whether the reads of the first seconds after an act show the member as it was before. */
  reads: ['current', 'old'],
  version: ['v20111101', 'v20250224'],
  host: ['memory', 'sqlite'],
} as const;

export type Cell = Omit<Case<typeof FACTORS>, 'crash' | 'host' | 'password'> & {
  readonly crash: number;
  readonly host: string;
  readonly password: (typeof FACTORS)['password'][number] | 'threeWrong';
};

/** The host in a page creates no member. Its server does, and tells which member the user has. */
const OF_PAGE: readonly Cell['member'][] = ['new', 'existing', 'repair'];

/** v20111101 has no `data_request`, so it has no 201. */
export const isPossible = ({ reply = '202', version, host, member }: Partial<Cell>): boolean =>
  (version !== 'v20111101' || !reply.startsWith('201')) &&
  (host !== 'page' || member === undefined || OF_PAGE.includes(member));
