import type {
  Exchange,
  FaultRule,
  Member,
  MxSimulator,
  MxSimulatorOptions,
} from '@mx-member/simulator';
import { afterEach, expect, vi } from 'vitest';
import { toMemberReading } from '../../packages/adapters/src/mx/port/reading.ts';
import { refusalIn } from '../../packages/adapters/src/mx/port/refusal.ts';
import type { WireMember } from '../../packages/adapters/src/mx/port/wire.ts';
import { faultOfStatus, JOB_PATHS } from '../../packages/http/src/web/index.ts';
import { JOBS, type Job, type Reading } from '../../packages/machine/src/step-entry.ts';
import type { BeliefName } from '../../packages/simulator/src/model/beliefs.ts';
import { Explanation, isEnd, type Seen } from '../../packages/simulator/src/model/explain.ts';
import { possibleCreations, statusOfStart } from '../../packages/simulator/src/model/model.ts';

/**
 * A setup file of vitest. It reads all that simulated members reply in a test, and fails the test if the model of MX's
 * member does not explain a reply.
 */

/** The path of all members of a user, of a member, or of something of a member. */
const PATH = /^\/users\/[^/]+\/members(?:\/(?<named>MBR-[^/?]+)(?:\/(?<end>\w+))?)?(?:\?|$)/;

/** Refusals that say nothing about the member: the key, the version, the length, what the simulator does not have. */
const OTHER_REFUSALS = [401, 406, 413, 415, 501];
/** What a bank with these options does not do. */
const notHere = (options: MxSimulatorOptions): readonly BeliefName[] => {
  const { queue = 0, repliesLate = false, wrongAnswer, elsewhere = {} } = options;
  const here: Partial<Record<BeliefName, boolean>> = {
    queued: queue > 0,
    startedUnseen: repliesLate,
    answeredUnseen: repliesLate,
    wrongAsksSame: wrongAnswer === 'same',
    answeredElsewhere: elsewhere.answersAfter !== undefined,
    startedElsewhere: elsewhere.startsAfter !== undefined,
  };
  return (Object.keys(here) as BeliefName[]).filter((belief) => !here[belief]);
};
/** Faults that make up a status or a field, or whose reply is older than its place in the log. */
const INVENTIVE = ['add', 'omit', 'delay', 'stale'];

/** A member in a body. What a test sends may be anything. */
type Fields = Partial<WireMember> & {
  readonly guid?: string;
  readonly credentials?: unknown;
  readonly skip_aggregation?: unknown;
};

function fieldsIn(text = ''): Fields {
  try {
    const { member, challenges } = Object(JSON.parse(text));
    return Object(member ?? (challenges && { connection_status: 'CHALLENGED', challenges }));
  } catch {
    return {};
  }
}

const guidsIn = ({ challenges }: Fields): readonly string[] =>
  Array.isArray(challenges) ? challenges.map((one) => String(Object(one).guid)) : [];

/** The type of the job that a request starts. */
const startedBy = (method: string, end: string | undefined): Job | undefined =>
  method === 'POST' ? JOBS.find((job) => JOB_PATHS[job] === end) : undefined;

/** The call of a request. `undefined` for a request that does not show or change how a member is. */
function callOf(method: string, end: string | undefined, sent: Fields): Seen['call'] | undefined {
  const page = end === undefined;
  if (method === 'GET' && (page || end === 'status' || end === 'challenges')) return 'readStatus';
  if (startedBy(method, end)) return 'startJob';
  if (method === 'PUT' && end === 'resume') return 'submitAnswers';
  if (method !== 'PUT' || !page) return undefined;
  return sent.credentials && !sent.skip_aggregation ? 'updateCredentials' : 'readStatus';
}

/** A response as the model knows replies. `undefined` if it says nothing. */
function replyOf(response: Exchange['response']): Seen['reply'] | undefined {
  const { status, body } = response ?? { status: 503, body: '' };
  if (status < 400) {
    const { connection_status, ...rest } = fieldsIn(body);
    return connection_status === undefined ? null : toMemberReading({ ...rest, connection_status });
  }
  if (OTHER_REFUSALS.includes(status)) return undefined;
  if (body.includes('fault rule of the simulator')) return status === 429 ? undefined : null;
  return refusalIn(body).block ?? faultOfStatus(status);
}

/** The reading of a client that also requests the questions, and the page that names the error. */
function completed(reading: Reading, { shown }: Member): Reading {
  if (reading.connectionStatus !== shown.status) return reading;
  const questions = new Map(reading.challenges.map((one) => [one.guid, one]));
  return {
    ...reading,
    challenges: shown.challenges.map(
      ({ guid, type, label }) => questions.get(guid) ?? { guid, type, label, options: [] },
    ),
    ...(shown.errorCode !== null && { errorCode: shown.errorCode }),
  };
}

/** Whether the bank does only what MX does. A script can show PENDING in a job, and end with any status. */
function isLikeMx({ login }: Member): boolean {
  const shows = (login?.script ?? []).flatMap((step) => ('show' in step ? [step.show] : []));
  return !login || (isEnd(shows.at(-1) ?? null) && !shows.includes('PENDING'));
}

/** The creation with this reply. `undefined` if the model does not know one. */
const creationOf = (status: number | undefined, shown: Reading, isOauth: boolean) =>
  possibleCreations(isOauth, false).find(
    ({ httpStatus, bank }) =>
      httpStatus === status &&
      bank?.face.status === shown.connectionStatus &&
      bank.face.runs === shown.isBeingAggregated,
  );

const memberAt = (bank: MxSimulator['bank'], guid: string): Member | undefined =>
  [...bank.users.values()].flatMap((user) => bank.members(user).get(guid) ?? [])[0];

/** What the model does not explain in the current test. */
let unexplained: string[] = [];

/** Fails if the model does not explain a reply since the last call. A property calls it, so that the case is printed. */
export function expectExplained(): void {
  const all = unexplained;
  unexplained = [];
  expect(all, 'replies that the model of MX does not explain').toEqual([]);
}

/** Reads the exchanges of a simulator with these faults. */
function watch({ bank, faults }: MxSimulator, options: MxSimulatorOptions) {
  const given = options.faults ?? [];
  const members = new Map<string, Explanation>();
  let isMx = true;
  const note = ({ fault }: FaultRule) => {
    if (INVENTIVE.includes(fault.kind)) isMx = false;
  };
  for (const rule of given) note(rule);
  const { add } = faults;
  faults.add = (rule) => {
    note(rule);
    return add.call(faults, rule);
  };

  return ({ at, request: { method, path, body }, response }: Exchange): void => {
    const { named, end } = PATH.exec(path)?.groups ?? {};
    const reply = replyOf(response);
    const guid = named ?? fieldsIn(response?.body).guid;
    if (!PATH.test(path) || guid === undefined || reply === undefined) return;
    const reading = typeof reply === 'object' ? reply : null;
    const member = memberAt(bank, guid);
    // A lifecycle does not skip the job after a window.
    if (!isMx || (member && !isLikeMx(member)) || path.includes('skip_aggregation=true')) {
      members.delete(guid);
      return;
    }
    const known = members.get(guid) ?? new Explanation(notHere(options));
    members.set(guid, known);
    const sent = fieldsIn(body);
    const tell = (text: string) => unexplained.push(`${method} ${path} ${text}`);
    if (named === undefined && reading) {
      const creation = creationOf(response?.status, reading, sent.is_oauth === true);
      known.begin(reading, false, creation?.bank?.type);
      if (!creation) tell('is not a creation that the model knows');
      return;
    }
    const call = callOf(method, end, sent);
    // The path names another user, or a page is changed or a job started in a wrong form.
    const isElsewhere = reply === 'notFound' && member;
    const isUnsupported = call === 'startJob' && response?.body.includes('does not support');
    const isMalformed = reply === 'badRequest' && call !== 'submitAnswers' && !isUnsupported;
    if (!call || isElsewhere || isMalformed) return;
    const job = startedBy(method, end);
    if (job && reading && response?.status !== statusOfStart(job))
      tell(`is answered with ${response?.status}. Expected: ${statusOfStart(job)}`);
    const found = known.next({
      call,
      reply: reading && member ? completed(reading, member) : reply,
      at,
      ...(job && { job }),
      ...(call === 'submitAnswers' && { guids: guidsIn(sent) }),
    });
    if (found) tell(`shows ${found.shown}. Expected: ${found.expected.join(' or ')}`);
  };
}

vi.mock('../../packages/simulator/src/simulator.ts', async (original) => {
  const module = await original<typeof import('../../packages/simulator/src/simulator.ts')>();
  return {
    ...module,
    createMxSimulator(options: MxSimulatorOptions = {}) {
      let read: ReturnType<typeof watch> | undefined;
      const onExchange = (exchange: Exchange) => {
        options.onExchange?.(exchange);
        read?.(exchange);
      };
      const simulator = module.createMxSimulator({ ...options, onExchange });
      read = watch(simulator, options);
      return simulator;
    },
  };
});

afterEach(expectExplained);
