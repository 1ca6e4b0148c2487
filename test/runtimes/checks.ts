/**
 * What must behave the same wherever JavaScript runs. Only the packages and Web standards are used here, so each
 * runtime can load this file as it is.
 */
import { createMx } from '@mx-member/adapters/mx';
import { connectRelay, createRelay } from '@mx-member/adapters/relay';
import { createHost } from '@mx-member/host';
import {
  createMemberActors,
  type MemberId,
  type MemberOutput,
  type MemberPort,
  type MemberRecord,
  memberMachine,
  memberView,
  persist,
  restore,
} from '@mx-member/machine';
import {
  createMxSimulator,
  DEFAULT_API_KEY,
  DEFAULT_CLIENT_ID,
  type MxSimulatorOptions,
} from '@mx-member/simulator';
import { createActor } from 'xstate';

/** The result of one check. `problem` says what was wrong; `null` if nothing was. */
export interface Result {
  readonly name: string;
  readonly problem: string | null;
}

/** All in ms. A job takes only a moment here. */
const STEP = 5;
const PACING = { first: 5, spread: 0, busy: 10, needsUser: 10, failedMost: 20 };
/** The time limit of a check, in ms. */
const PATIENCE = 10_000;
const MX_BANK = 'mxbank';

/** A member at its own simulated MX Bank, and the port to it. */
async function open(password: string, options: MxSimulatorOptions = {}) {
  const simulator = createMxSimulator({ step: STEP, ...options });
  const mx = createMx({
    clientId: DEFAULT_CLIENT_ID,
    apiKey: DEFAULT_API_KEY,
    environment: new URL('https://mx.example'),
    version: 'v20111101',
    fetch: simulator.fetch,
  });
  const { userGuid } = await mx.createUser();
  const fields = await mx.institutionCredentials({ institutionCode: MX_BANK });
  const { member } = await mx.createMember({
    userGuid,
    institutionCode: MX_BANK,
    skipAggregation: true,
    credentials: fields.map(({ guid, fieldName }) => ({
      guid,
      value: fieldName === 'LOGIN' ? 'mxuser' : password,
    })),
  });
  return { port: mx, member };
}

/** A lifecycle that runs to its end. `path` lists its states and warnings. */
function live(port: MemberPort, member: MemberId, record?: MemberRecord) {
  const actor = createActor(memberMachine.provide({ actors: createMemberActors(port) }), {
    input: { member, job: 'aggregate', pacing: PACING, unsafePacing: true },
    ...(record && { snapshot: restore(record) }),
  });
  const path: string[] = [];
  const ended = new Promise<MemberOutput>((resolve, reject) => {
    actor.subscribe({
      next(snapshot) {
        const { state, warning, outcome } = memberView(snapshot);
        const place = warning ? `${state} ${warning.code}` : state;
        if (place !== path.at(-1)) path.push(place);
        if (outcome) resolve(outcome);
      },
      error: reject,
    });
  });
  const answer = (value: string) => {
    const { challenges, prompt } = memberView(actor.getSnapshot());
    const answers = challenges.map(({ guid }) => ({ guid, value }));
    actor.send({ type: 'challenge.answer', answers, prompt });
  };
  return { actor, path, ended, answer };
}

/** Answers every question with `value` until the outcome. */
async function run(port: MemberPort, member: MemberId, value = 'correct', record?: MemberRecord) {
  const { actor, path, ended, answer } = live(port, member, record);
  let answered = 0;
  actor.subscribe((snapshot) => {
    const { needs, prompt } = memberView(snapshot);
    if (needs !== 'answers' || prompt === answered) return;
    answered = prompt;
    answer(value);
  });
  actor.start();
  const output = await ended;
  const end = output.outcome === 'failed' ? `${output.reason}: ${output.nextStep}` : 'well';
  return [...path, end].join(' > ');
}

function expectEqual(actual: unknown, expected: unknown) {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`expected ${wanted}, found ${found}`);
}

const TWO_ROUNDS = 'aggregating > challenged > resumed > challenged > resumed > connected > well';

const CHECKS: Readonly<Record<string, () => Promise<void>>> = {
  'connects without a question': async () => {
    const { port, member } = await open('correct');
    expectEqual(await run(port, member), 'aggregating > connected > well');
  },

  'answers two rounds': async () => {
    const { port, member } = await open('simulate:options,token');
    expectEqual(await run(port, member), TWO_ROUNDS);
  },

  'fails at a wrong answer': async () => {
    const { port, member } = await open('challenge');
    expectEqual(
      await run(port, member, 'wrong'),
      'aggregating > challenged > resumed > failed > answer: restart',
    );
  },

  'sees a question expire': async () => {
    const { port, member } = await open('challenge', { challengeLifetime: 300 });
    const { actor, path, ended } = live(port, member);
    actor.start();
    const { outcome, ...end } = await ended;
    expectEqual(path, ['aggregating', 'challenged', 'failed']);
    expectEqual([outcome, 'reason' in end && end.reason], ['failed', 'expired']);
  },

  'goes on when MX can be reached again': async () => {
    // A poll is tried three times.
    const { port, member } = await open('correct', {
      faults: [{ on: 'status', times: 3, fault: { kind: 'drop' } }],
    });
    expectEqual(
      await run(port, member),
      'aggregating > aggregating unreachable > connected > well',
    );
  },

  'continues from a record': async () => {
    const { port, member } = await open('simulate:options,token');
    const first = live(port, member);
    const asked = new Promise((resolve) => first.actor.on('challenged', resolve));
    first.actor.start();
    await asked;
    const record = JSON.stringify(persist(first.actor.getSnapshot()));
    first.actor.stop();
    const rest = TWO_ROUNDS.replace('aggregating > ', '');
    expectEqual(await run(port, member, 'correct', JSON.parse(record)), rest);
  },

  'answers two rounds in a host': async () => {
    const { port, member } = await open('simulate:options,token');
    const host = await createHost({ port, pacing: PACING, unsafePacing: true });
    let view = await host.start({ member, job: 'aggregate' });
    while (!view.outcome) {
      const { needs, prompt, challenges } = view;
      const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
      if (needs === 'answers') ({ view } = await host.answer(member, { answers, prompt }));
      else view = await host.next(member, view);
    }
    await host.close();
    expectEqual([view.state, view.round], ['connected', 2]);
  },

  'runs through a relay, only for its own member': async () => {
    const { port, member } = await open('simulate:options,token');
    const relay = createRelay(port, {
      basePath: '/mx',
      authorize: ({ headers }, asked) =>
        headers.get('authorization') === 'Bearer me' &&
        asked.member?.memberGuid === member.memberGuid,
    });
    const connect = (authorization: string) =>
      connectRelay({ url: 'https://app.example/mx', fetch: relay, headers: { authorization } });
    expectEqual(await run(connect('Bearer me'), member), TWO_ROUNDS);
    expectEqual(
      await run(connect('Bearer somebody'), member),
      'aggregating > failed forbidden > forbidden: fixIntegration',
    );
  },
};

/** Rejects if it takes too long. */
function inTime(work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const tooLate = () => reject(new Error(`it did not end within ${PATIENCE} ms`));
    const timer = setTimeout(tooLate, PATIENCE);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** What {@link runChecks} returns if everything is right. */
export const ALL_WELL: readonly Result[] = Object.keys(CHECKS).map((name) => ({
  name,
  problem: null,
}));

/** Runs the checks one after the other. */
export async function runChecks(): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const [name, check] of Object.entries(CHECKS)) {
    const problem = await inTime(check()).then(
      () => null,
      (error: unknown) => String(error),
    );
    results.push({ name, problem });
  }
  return results;
}
