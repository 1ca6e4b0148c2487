import { JOBS, type Job, type MemberInput } from '@mx-member/machine/step';
import {
  type Differences,
  isGroup,
  type PlanBase,
  USUAL_BASE,
  withDifferences,
} from '../../packages/simulator/src/world/plan.ts';

/**
 * A case of the world, as plain data: who asks for what, what the bank and the network do, how the clocks of the processes go, and
 * which processes die. A plan is drawn from a seed (`draw.ts`), or written as its differences from {@link USUAL}.
 */
export interface Plan extends PlanBase {
  /** A row of `HOSTS`. */
  readonly host: string;
  readonly version: 'v20111101' | 'v20250224';
  /** What is asked for. `none`: the caller does not say. */
  readonly job: 'none' | Job;
  readonly login: 'credentials' | 'bankPage';
  /**
   * What the user has at MX, and how it is asked for. `conflict`: a member with the same login, that MX answers with 409. `again`: the
   * same creation twice. `lostReply`: the reply to the creation is lost. `widget`: MX's hosted widget takes the login and creates the
   * member, and the host follows it.
   */
  readonly member: 'new' | 'existing' | 'conflict' | 'repair' | 'again' | 'lostReply' | 'widget';
  /** MX's reply to a creation. 201 comes with MX's own job, or without. */
  readonly reply: '202' | '200' | '201' | '201 idle';
  /** Whether the second wrong password is the first one again. */
  readonly isSameAgain: boolean;
  /** What the caller says of an act: its reply, nothing at all, that its reply was lost, or with a reading of yesterday before it. */
  readonly says: 'usual' | 'nothing' | 'lost' | 'yesterday';
  /** When the start of a member with a bank's page comes: before the page is open, while it is, or after the person is back. */
  readonly starts: 'before' | 'during' | 'after';
  readonly person: {
    /** How long they read a question, and how long they are at the bank's page, in ms. */
    readonly readsFor: number;
    readonly atBankFor: number;
    /** They look elsewhere from this moment on, for this long, in ms after the first act. */
    readonly away: { readonly from: number; readonly for: number } | null;
    /** A second tab makes the same start again, in ms after the first act. */
    readonly secondTabAt: number | null;
    /** From how many tabs they send a login at the same moment. They say a yes in one of them. */
    readonly tabs: 1 | 2;
    /** Whether they enter another login also after LOCKED, because the bank has unlocked the account. */
    readonly insists: boolean;
    /** How many wrong passwords somebody else of the same user has entered before, for another member at the same bank. */
    readonly partner: number;
    /** Whether they repeat a creation during which the process has died. If not, the next process must follow the member. */
    readonly repeats: boolean;
  };
  /** A replica that lags behind: by how much each group of fields, about an act or about an end. `null` for a current one. */
  readonly lag: Lag | null;
  /** The clock of the computer. MX's clock is right. */
  readonly clock: {
    /** At the request with this number the clock is set by so many ms, before it or while it is under way. */
    readonly steps: readonly {
      readonly call: number;
      readonly when: 'before' | 'within';
      readonly by: number;
    }[];
    /** In ms for each second. */
    readonly drift: number;
    /** By how much the clock of each next process differs, in ms. */
    readonly restart: number;
  };
  /**
   * The moment at which each process dies, the first process first: before or after a commit or a request. Drawn plans have its number,
   * and written ones its name, because numbers change with each effect of a host.
   */
  readonly deaths: readonly (number | string)[];
  /** How long no process runs after a death, in ms. */
  readonly downFor: number;
  /** What the host is given for all members. */
  readonly options: Pick<MemberInput, 'pacing' | 'deadlines'>;
}

/** The fields that lag together. */
export const LAG_FIELDS = ['status', 'flag', 'stamps', 'code', 'guid'] as const;
export type LagField = (typeof LAG_FIELDS)[number];

/** In ms. A field that is not named is current. */
export interface Lag {
  readonly act: Partial<Record<LagField, number>>;
  readonly end: Partial<Record<LagField, number>>;
  /** What comes from the replica: polls of the status, of the member's page, replies to starts and answers. */
  readonly on: readonly ('status' | 'member' | 'reply')[];
  /** Each how many-th reading comes from the replica. */
  readonly every: number;
}

/** Every field, for so many ms. */
export const lagOf = (ms: number): Lag['act'] =>
  Object.fromEntries(LAG_FIELDS.map((field) => [field, ms]));

/** The plan that a written plan differs from. Nothing goes wrong in it. */
export const USUAL: Plan = {
  ...USUAL_BASE,
  webhooks: 'lost',
  bank: { ...USUAL_BASE.bank, questionFor: 60_000 },
  host: 'memory',
  version: 'v20250224',
  job: 'none',
  login: 'credentials',
  member: 'new',
  reply: '202',
  isSameAgain: false,
  says: 'usual',
  starts: 'before',
  person: {
    readsFor: 4_000,
    atBankFor: 5_000,
    away: null,
    secondTabAt: null,
    tabs: 1,
    insists: false,
    partner: 0,
    repeats: true,
  },
  lag: null,
  clock: { steps: [], drift: 0, restart: 0 },
  deaths: [],
  downFor: 2_000,
  options: {},
};

/** A plan as it is written: its differences from {@link USUAL}. */
export type Written = Differences<Plan>;

/** The whole plan of a written one. */
export const planOf = (written: Written): Plan => withDifferences<Plan>(USUAL, written);

function difference(base: unknown, value: unknown): unknown {
  if (JSON.stringify(base) === JSON.stringify(value)) return undefined;
  if (!isGroup(base) || !isGroup(value)) return value;
  const fields = Object.entries(value).map(([name, of]) => [name, difference(base[name], of)]);
  return Object.fromEntries(fields.filter(([, of]) => of !== undefined));
}

/** The differences of a plan from {@link USUAL}, as a line of a test. */
export const printed = (plan: Plan): string =>
  JSON.stringify(difference(USUAL, plan) ?? {})
    .replaceAll(/,(?=["{[\d])/g, ', ')
    .replaceAll(/"(\w+)":/g, '$1: ');

/** The plan of a printed line. */
export const parsed = (text: string): Plan =>
  planOf(JSON.parse(text.replaceAll(/([{,]\s*)(\w+):/g, '$1"$2":').replaceAll("'", '"')));

/** A page and an actor create no member. The app's server does, once, and tells which member the user has. */
const WITHOUT_CREATION: readonly string[] = ['page', 'actor'];
/** The hosts whose servers get the credentials. The apps of the others send them straight to MX. */
export const SERVERS: readonly string[] = ['http', 'page', 'restateOverHttp'];
const OF_PAGE: readonly Plan['member'][] = ['new', 'existing', 'repair', 'widget'];
const isOfCreation = (fault: string): boolean => /^(createMember|\*):/.test(fault);

/** Whether a plan makes sense. v20111101 has no `data_request`, so it has no 201. */
export const isPossible = ({
  version,
  reply,
  host,
  member,
  job,
  faults,
  login,
  person: { tabs, partner },
}: Plan): boolean =>
  ((tabs === 1 && partner === 0) || (SERVERS.includes(host) && login === 'credentials')) &&
  (partner === 0 || member !== 'conflict') &&
  (member !== 'widget' || login === 'credentials') &&
  (version !== 'v20111101' || !reply.startsWith('201')) &&
  (!WITHOUT_CREATION.includes(host) ||
    (OF_PAGE.includes(member) && !(member === 'new' && faults.some(isOfCreation)))) &&
  (job === 'none' || JOBS.includes(job));

/** The values that are one step simpler: as in {@link USUAL}, or one thing less in a list or a group. */
function* simpler(base: unknown, value: unknown): Generator<unknown> {
  if (JSON.stringify(base) === JSON.stringify(value)) return;
  yield base;
  if (Array.isArray(value) && value.length > 1)
    for (const index of value.keys()) yield value.filter((_, at) => at !== index);
  if (!isGroup(value)) return;
  for (const [name, part] of Object.entries(value))
    if (isGroup(base) && name in base)
      for (const of of simpler(base[name], part)) yield { ...value, [name]: of };
    else if (isGroup(part))
      for (const left of Object.keys(part)) yield { ...value, [name]: omit(part, left) };
}

const omit = ({ ...group }: Record<string, unknown>, name: string): object => {
  delete group[name];
  return group;
};

/** The simplest plan that is still wrong. It leaves out one thing after the other. */
export async function shrunk(plan: Plan, isWrong: (plan: Plan) => Promise<boolean>): Promise<Plan> {
  for (const next of simpler(USUAL, plan) as Generator<Plan>)
    if (next !== USUAL && isPossible(next) && (await isWrong(next))) return shrunk(next, isWrong);
  return plan;
}
