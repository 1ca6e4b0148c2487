import type { Leak } from './evidence.ts';
import type { Launch, RunningServer } from './play.ts';
import { readSeen, ServerRefused, type UserPart } from './user.ts';

/** What a server in this process gets. */
export interface GivenToServer {
  /** In place of the global `fetch`. Its requests reach the bank, whatever their origin. */
  readonly fetch: (input: Request | URL | string, init?: RequestInit) => Promise<Response>;
  readonly clientId: string;
  readonly apiKey: string;
  /** Takes a line that the server prints, so that the rule `secret-in-output` can be checked. */
  readonly print: (line: string) => void;
}

/** A server in this process: the three things that a person does with it. */
export interface ServerInProcess extends UserPart {
  /** Called when the server is killed, and at the end. Its timers must not go on. */
  close?(): void | Promise<void>;
}

/** One life of a server, from its start to its end. */
interface Life {
  readonly server: ServerInProcess;
  /** Rejects when the server is killed, as a connection to it would. */
  readonly died: Promise<never>;
  end(): Promise<void>;
}

/**
 * Launches a server in this process, without a network. A kill takes away the replies that are under way.
 * @param create Makes the server, also after it was killed.
 */
export const inProcess =
  (create: (given: GivenToServer) => ServerInProcess) =>
  async ({ bank, cast }: Launch): Promise<RunningServer> => {
    let lines = 0;
    const leaks: Leak[] = [];
    const print = (line: string) => {
      lines += 1;
      for (const kind of cast.words.kindsIn(line))
        leaks.push({ stream: 'standard output', line: lines, kind });
    };
    const begin = (): Life => {
      let kill = (_: ServerRefused): void => {};
      const died = new Promise<never>((_, reject) => {
        kill = reject;
      });
      died.catch(() => {});
      let isOver = false;
      const server = create({
        clientId: cast.clientId,
        apiKey: cast.apiKey,
        print,
        async fetch(input, init) {
          const reply = await bank.answer(new Request(input, init));
          // A process that was killed gets no reply.
          if (isOver) return new Promise<never>(() => {});
          if (!reply) throw new TypeError('fetch failed');
          return reply;
        },
      });
      return {
        server,
        died,
        async end() {
          isOver = true;
          kill(new ServerRefused(null));
          await server.close?.();
        },
      };
    };
    let life = begin();
    const call = <Result>(make: (server: ServerInProcess) => Promise<Result>): Promise<Result> =>
      Promise.race([make(life.server), life.died]);
    return {
      user: {
        start: (person) => call((server) => server.start(person)),
        status: async (person) => readSeen(await call((server) => server.status(person))),
        answer: (person, answers) => call((server) => server.answer(person, answers)),
      },
      async restart() {
        await life.end();
        life = begin();
      },
      output: () => ({ lines, leaks }),
      close: () => life.end(),
    };
  };
