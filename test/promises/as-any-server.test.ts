import type { MemberId } from '@mx-member/machine/step';
import { inProcess, playPlan } from '@mx-member/simulator/world';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AttackScenario } from '../../packages/cli/src/test-backend/scenarios/scenario.ts';
import {
  scenarioOutcome,
  scenarioResult,
} from '../../packages/cli/src/test-backend/scenarios/scenario-result.ts';
import { shippedScenarios } from '../../packages/cli/src/test-backend/scenarios/shipped.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { isEverywhere } from '../support/run-count.ts';
import { asServer, type KeptServer } from '../world/hosts/as-server.ts';
import { HOSTS } from '../world/hosts/hosts.ts';
import type { Place } from '../world/hosts/places.ts';

/** Our hosts, attacked by `test-backend` as any other server is, and judged by the same rules. */

beforeEach(stopTime);
afterEach(releaseTime);

async function attack(scenario: AttackScenario, host: string, change = (place: Place) => place) {
  const place = change((await HOSTS[host]?.()) as Place);
  const kept: KeptServer = { place, userGuid: null, process: null };
  let isOver = false;
  const played = playPlan(scenario, {
    launch: inProcess(asServer(kept)),
    webhooks: {
      url: new URL('http://mx:secret@server.test/webhooks'),
      async send(request) {
        const hook = Object(await request.json());
        const member: MemberId = { userGuid: hook.user_guid, memberGuid: hook.member_guid };
        await (await kept.process)?.hint(member).catch(() => {});
        return new Response();
      },
    },
  }).finally(() => {
    isOver = true;
  });
  await pass(2 * scenario.most, () => isOver);
  try {
    return scenarioResult(scenario, await played);
  } finally {
    await place.remove();
  }
}

const MANY_USERS = ['memory', 'sqlite', 'restate'];
/** A server over HTTP authorizes one user here. A page is not the process that is killed. */
const isPossible = (host: string, { people, killsAtAnswer }: AttackScenario): boolean =>
  MANY_USERS.includes(host) || (people === 1 && !(host === 'page' && killsAtAnswer));

const ALL = [...MANY_USERS, 'http', 'page', 'actor'];

const CASES = ALL.flatMap((host) =>
  shippedScenarios()
    .filter((scenario) => isPossible(host, scenario))
    .map((scenario) => ({ host, name: scenario.name, scenario })),
);

const brokenIn = ({ judgements }: Awaited<ReturnType<typeof attack>>) =>
  judgements.flatMap(({ rule, judgement }) => (judgement.outcome === 'failed' ? [rule] : []));

test.each(CASES.filter((_, index) => isEverywhere || index % 4 === 0))(
  '$host passes $name',
  async ({ host, name, scenario }) => {
    const result = await attack(scenario, host);
    expect(brokenIn(result)).toEqual([]);
    // MX does not name the type of a job at work, so a host follows the other job and starts nothing.
    expect(scenarioOutcome(result)).toBe(name === 'other-job' ? 'notChecked' : 'passed');
  },
);

/** A place whose processes send each answer twice. */
const sendingTwice = (place: Place): Place => ({
  ...place,
  open: (start) => {
    const { mx } = start;
    const submitAnswers: typeof mx.submitAnswers = async (request, options) => {
      const first = await mx.submitAnswers(request, options);
      await mx.submitAnswers(request, options).catch(() => {});
      return first;
    };
    const twice = { ...mx, submitAnswers };
    return place.open({ ...start, mx: twice, otherMx: twice });
  },
});

test.each(ALL)('%s that sends an answer twice is found', async (host) => {
  const scenario = shippedScenarios().find(({ name }) => name === 'two-rounds');
  const result = await attack(scenario as AttackScenario, host, sendingTwice);
  expect(brokenIn(result)).toContain('answer-sent-twice');
});
