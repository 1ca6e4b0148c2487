import { inProcess, playPlan, readSeen, ServerRefused } from '@mx-member/simulator/world';
import type { AttackScenario } from '../../../../packages/cli/src/test-backend/scenarios/scenario.ts';
import { scenarioResult } from '../../../../packages/cli/src/test-backend/scenarios/scenario-result.ts';
import { seeded } from '../../../support/seeded.ts';
import type { Reply, SampleOptions, SampleServer } from './sample/sample.ts';

const checked = ({ status, body }: Reply): object => {
  if (status >= 300) throw new ServerRefused(status);
  return body;
};

/**
 * Plays a scenario in virtual time against a server without a process and without a network, and judges it. A crash loses
 * everything that the server has not saved.
 *
 * @param create Begins the server, also after it was killed.
 * @param mistake The mistake that the server makes.
 */
export async function playInProcess(
  scenario: AttackScenario,
  create: (options: SampleOptions) => SampleServer,
  mistake: string | null,
) {
  let saved = '{}';
  const secrets: string[] = [];
  let server: SampleServer | null = null;
  const evidence = await playPlan(scenario, {
    webhooks: {
      url: new URL('http://mx:secret@server.test/webhooks/mx'),
      send: async (request) => {
        const [guid = ''] = /MBR-[\w-]+/.exec(await request.text()) ?? [];
        return new Response(null, { status: server?.webhook(guid).status ?? 503 });
      },
    },
    launch: inProcess(({ fetch, clientId, apiKey, print }) => {
      const basic = btoa(`${clientId}:${apiKey}`);
      secrets.push(apiKey, basic);
      const life = { isOver: false };
      const { below } = seeded(7);
      const own = create({
        speed: 1,
        has: (name) => name === mistake,
        random: () => below(1_000_000) / 1_000_000,
        load: () => JSON.parse(saved),
        save(all) {
          if (!life.isOver) saved = JSON.stringify(all);
        },
        log: print,
        async mx(method, path, body) {
          const headers = { authorization: `Basic ${basic}`, 'accept-version': 'v20111101' };
          const reply = await fetch(`http://mx.test${path}`, {
            method,
            headers: { ...headers, 'content-type': 'application/json' },
            ...(body && { body: JSON.stringify(body) }),
          });
          reply.headers.set('x-sent-authorization', basic);
          return reply;
        },
      });
      server = own;
      print('listening');
      return {
        async start({ userGuid: user_guid, memberGuid: member_guid, credentials, password }) {
          secrets.push(password);
          checked(own.start({ user_guid, member_guid, credentials }));
          return undefined;
        },
        status: async ({ memberGuid }) => readSeen(checked(await own.status(memberGuid))),
        async answer({ memberGuid }, answers) {
          secrets.push(...answers.map(({ value }) => value).filter((value) => value !== 'correct'));
          checked(await own.answer(memberGuid, answers));
        },
        close() {
          life.isOver = true;
          own.close();
        },
      };
    }),
  });
  const result = scenarioResult(scenario, evidence);
  const text = JSON.stringify(result);
  return { result, isSafe: !secrets.some((secret) => text.includes(secret)) };
}
