import { castFor, withoutSecrets } from '../../../../packages/cli/src/test-backend/run/cast.ts';
import {
  drive,
  type Launch,
  type RunningServer,
} from '../../../../packages/cli/src/test-backend/run/drive.ts';
import { judgeScenario } from '../../../../packages/cli/src/test-backend/run/judge-scenario.ts';
import { OutputWatch } from '../../../../packages/cli/src/test-backend/run/output.ts';
import { readSeen, ServerRefused } from '../../../../packages/cli/src/test-backend/run/user.ts';
import type { AttackScenario } from '../../../../packages/cli/src/test-backend/scenarios/scenario.ts';
import type { Reply } from './backend-types.ts';
import type { StyledServer, StyleOptions } from './styles/style.ts';

const checked = ({ status, body }: Reply): object => {
  if (status >= 300) throw new ServerRefused(status);
  return body;
};

/** A server without a process and without a network. A crash loses everything that it has not saved. */
class InProcess {
  readonly #launch: Launch;
  readonly #create: (options: StyleOptions) => StyledServer;
  readonly #output: OutputWatch;
  #saved = '{}';
  #lines = 0;
  #server: StyledServer;

  constructor(launch: Launch, create: (options: StyleOptions) => StyledServer) {
    this.#launch = launch;
    this.#create = create;
    this.#output = new OutputWatch(launch.cast);
    this.#server = this.#begin();
  }

  #begin(): StyledServer {
    const { bank, cast } = this.#launch;
    const basic = btoa(`${cast.clientId}:${cast.apiKey}`);
    const life = { isOver: false };
    const server = this.#create({
      random: seeded(7),
      load: () => JSON.parse(this.#saved),
      save: (all) => {
        if (!life.isOver) this.#saved = JSON.stringify(all);
      },
      log: (line) => this.#log(line),
      mx: async (method, path, body) => {
        const headers = { authorization: `Basic ${basic}`, 'accept-version': 'v20111101' };
        const init = {
          method,
          headers: { ...headers, 'content-type': 'application/json' },
          ...(body && { body: JSON.stringify(body) }),
        };
        const reply = await bank.answer(new Request(`http://mx.test${path}`, init));
        // A killed process does not get its reply.
        if (life.isOver) return new Promise<never>(() => {});
        if (!reply) throw new TypeError('fetch failed');
        reply.headers.set('x-sent-authorization', basic);
        return reply;
      },
    });
    this.#log('listening');
    this.#died = new Promise((resolve) => {
      this.#end = () => {
        life.isOver = true;
        server.close();
        resolve();
      };
    });
    return server;
  }

  #end: () => void = () => {};
  #died: Promise<void> = Promise.resolve();

  #log(line: string): void {
    this.#lines += 1;
    this.#output.line(line, 'standard output', this.#lines);
  }

  webhook(guid: string): Response {
    return new Response(null, { status: this.#server.webhook(guid).status });
  }

  running(): RunningServer {
    return {
      user: {
        start: async ({ userGuid: user_guid, memberGuid: member_guid, credentials }) => {
          checked(this.#server.start({ user_guid, member_guid, credentials }));
          return undefined;
        },
        status: async ({ memberGuid }) => readSeen(checked(await this.#server.status(memberGuid))),
        answer: async ({ memberGuid }, answers) => {
          const died = this.#died.then((): never => {
            throw new ServerRefused(null);
          });
          checked(await Promise.race([this.#server.answer(memberGuid, answers), died]));
        },
      },
      restart: async () => {
        this.#end();
        this.#server = this.#begin();
      },
      output: () => this.#output.found,
      close: async () => this.#end(),
    };
  }
}

/** Random numbers that are the same in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/**
 * Plays a scenario in virtual time against a server, and judges it.
 *
 * @param create Begins the server, also after it was killed.
 */
export async function playInProcess(
  scenario: AttackScenario,
  create: (options: StyleOptions) => StyledServer,
) {
  const cast = castFor(scenario);
  let server: InProcess | null = null;
  const evidence = await drive(scenario, cast, {
    speed: 1,
    webhooks: {
      url: new URL('http://mx:secret@server.test/webhooks/mx'),
      send: async (request) => {
        const [guid = ''] = /MBR-[\w-]+/.exec(await request.text()) ?? [];
        return server?.webhook(guid) ?? new Response(null, { status: 503 });
      },
    },
    launch: async (launch) => {
      server = new InProcess(launch, create);
      return server.running();
    },
    signal: new AbortController().signal,
  });
  const result = judgeScenario(scenario, evidence);
  const text = JSON.stringify(result);
  return { result, evidence, isSafe: text === withoutSecrets(text, cast) };
}
