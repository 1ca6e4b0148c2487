import { readFileSync } from 'node:fs';
import * as world from '@mx-member/simulator/world';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { asServer } from '../world/hosts/as-server.ts';
import { HOSTS } from '../world/hosts/hosts.ts';
import type { Place } from '../world/hosts/places.ts';

beforeEach(stopTime);
afterEach(releaseTime);

const README = readFileSync(new URL('../../packages/simulator/README.md', import.meta.url), 'utf8');
/** The lines of the README that attack a server, as a function of what they leave to the reader. */
const [, names = '', lines = ''] =
  /```ts\nimport \{ ([\w, ]+) \} from '@mx-member\/simulator\/world';\n(.*?)```/s.exec(README) ??
  [];
const given = names.split(', ');
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
const attack = AsyncFunction(...given, 'yourServer', 'console', lines);

/** Plays in virtual time. */
async function finished<Result>(playing: Promise<Result>): Promise<Result> {
  let isOver = false;
  const played = playing.finally(() => {
    isOver = true;
  });
  await pass(1_200_000, () => isOver);
  expect(isOver).toBe(true);
  return played;
}

/** What the lines print about a server. */
async function printedAbout(yourServer: Parameters<typeof world.inProcess>[0]): Promise<unknown> {
  const printed: unknown[] = [];
  const log = (value: unknown) => printed.push(value);
  await finished(attack(...given.map((name) => Reflect.get(world, name)), yourServer, { log }));
  return printed[0];
}

const hostOfOurs = async () =>
  asServer({ place: (await HOSTS.memory?.()) as Place, userGuid: null, process: null });

test('the lines of the README find nothing wrong with a host of ours', async () => {
  expect(await printedAbout(await hostOfOurs())).toEqual([]);
});

test('the lines of the README say which rules a server breaks', async () => {
  const printed = await printedAbout(({ fetch, clientId, apiKey, print }) => {
    const headers = {
      authorization: `Basic ${btoa(`${clientId}:${apiKey}`)}`,
      'accept-version': 'v20111101',
      'content-type': 'application/json',
    };
    const call = (method: string, path: string, body?: object) =>
      fetch(`https://mx.example${path}`, {
        method,
        headers,
        ...(body && { body: JSON.stringify(body) }),
      });
    const pathOf = ({ userGuid, memberGuid }: world.PersonToConnect) =>
      `/users/${userGuid}/members/${memberGuid}`;
    return {
      async start(person) {
        print(`starts with ${apiKey}`);
        await call('POST', `${pathOf(person)}/aggregate`);
        return undefined;
      },
      async status(person) {
        const { member } = await (await call('GET', `${pathOf(person)}/status`)).json();
        const questions = member.challenges ?? [];
        return { state: questions.length > 0 ? 'asking' : 'working', questions };
      },
      async answer(person, challenges) {
        const body = { member: { challenges } };
        const send = () => call('PUT', `${pathOf(person)}/resume`, body);
        await send().catch(send);
      },
    };
  });
  expect(printed).toEqual([
    expect.stringMatching(/^answer-sent-twice: The answer to one question was sent again/),
    expect.stringMatching(/^polls-never-end: /),
    expect.stringMatching(/^end-not-shown: /),
    expect.stringMatching(/^secret-in-output: Line 1 .* has the API key/),
  ]);
});

test.each<[string, world.Differences<world.Plan>]>([
  ['shows a failure after CONNECTED with an error code', { bank: { ends: 'CONNECTED/1001' } }],
  ['answers, when an earlier question has expired', { asks: 'text', bank: { before: 'text' } }],
])('a host that %s breaks no rule', async (_, plan) => {
  const launch = world.inProcess(await hostOfOurs());
  expect(world.brokenRulesIn(await finished(world.playPlan(plan, { launch })))).toEqual([]);
});

test('a late person answers soon after the expiry, however slow the server is', async () => {
  const questionFor = 40_000;
  const plan = { asks: 'token', answers: 'late', bank: { questionFor }, most: 900_000 } as const;
  const create = await hostOfOurs();
  const launch = world.inProcess((given) => {
    const server = create(given);
    return {
      ...server,
      async status(person) {
        await new Promise((resolve) => setTimeout(resolve, 3_000));
        return server.status(person);
      },
    };
  });
  const { people } = await finished(world.playPlan(plan, { launch, speed: 10 }));
  const at = (wanted: string) => people.find(({ type }) => type === wanted)?.at ?? Number.NaN;
  const [aLook, late] = [33_000, 20_000];
  expect(at('answers') - at('sees')).toBeLessThan(questionFor + late + 2 * aLook);
});

test.each([{}, 'none', { guid: {} }])('questions %j are refused', async (questions) => {
  const launch = world.inProcess(() => ({
    start: async () => undefined,
    status: async () => ({ state: 'asking', questions }) as unknown as world.SeenByPerson,
    answer: async () => {},
  }));
  const refused = expect(world.playPlan({}, { launch })).rejects.toThrow('must be a list');
  await pass(60_000);
  await refused;
});

test('a fault of MX hits the server alone, and not another program that starts a job', async () => {
  const launch = world.inProcess(await hostOfOurs());
  const plan = {
    other: { job: 'verify', at: 0, ends: '' },
    faults: ['start:drop-before'],
  } as const;
  const { moments } = await finished(world.playPlan(plan, { launch }));
  expect(moments.some(({ running }) => running)).toBe(true);
});
