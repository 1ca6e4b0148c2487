import { createMx } from '@mx-member/adapters/mx';
import { loginHoldOf } from '@mx-member/machine/hosting';
import type { Baseline, MemberView } from '@mx-member/machine/step';
import type { GivenToServer, SeenByPerson, ServerInProcess } from '@mx-member/simulator/world';
import { Life } from '../life.ts';
import type { Door } from './door.ts';
import type { Place, Process } from './places.ts';

/** What the page of an app shows of a view. */
function shown({ needs, challenges, outcome }: MemberView): SeenByPerson {
  const state = outcome?.outcome ?? (needs === 'answers' ? 'asking' : 'working');
  const questions = challenges.map(({ guid, ...challenge }) => ({
    guid,
    options: 'options' in challenge ? (challenge.options ?? []) : [],
  }));
  return { state, questions };
}

/** New credentials. The person has checked them, where a server asks. */
async function entered(door: Door, request: Parameters<Door['updateCredentials']>[0]) {
  const updated = await door.updateCredentials(request).catch((thrown: unknown) => {
    const hold = loginHoldOf(thrown);
    if (!hold) throw thrown;
    return door.updateCredentials({ ...request, confirmed: hold.confirm });
  });
  return updated as { readonly reading: Baseline };
}

/** What outlives a process of a host. */
export interface KeptServer {
  readonly place: Place;
  /** The user of the first person, whom a server over HTTP authorizes. */
  userGuid: string | null;
  process: Promise<Process> | null;
}

/** A host, as any server that people use: to start, to look, and to answer. A next process continues with what the last one has stored. */
export const asServer =
  (kept: KeptServer) =>
  ({ fetch, clientId, apiKey, print }: GivenToServer): ServerInProcess => {
    const life = new Life(Number.POSITIVE_INFINITY);
    const environment = new URL('https://mx.test');
    const mx = createMx({ clientId, apiKey, environment, fetch });
    kept.process = null;
    const opened = async (userGuid: string): Promise<Process> => {
      kept.userGuid ??= userGuid;
      kept.process ??= Promise.resolve(
        kept.place.open({
          ...{ life, mx, otherMx: mx, jobs: undefined, options: {}, userGuid: kept.userGuid },
          observe: () => {},
          trace: () => {},
          write: print,
          change: (host) => host,
        }),
      );
      return kept.process;
    };
    if (kept.userGuid !== null) void opened(kept.userGuid);
    return {
      async start({ userGuid, memberGuid, credentials }) {
        const { door } = await opened(userGuid);
        const member = { userGuid, memberGuid };
        const before = await door.view(member).catch(() => null);
        // Nobody tells a server whether the member has other credentials than those that the bank has refused.
        const act = credentials
          ? {
              type: 'credentials' as const,
              reply: (await entered(door, { member, credentials })).reading,
            }
          : { type: 'elsewhere' as const, reply: null };
        const options = before ? { after: before.revision } : {};
        await door.start(
          { member, job: 'aggregate', act: { ...act, before: null, at: Date.now() } },
          options,
        );
        return undefined;
      },
      async status(member) {
        const { door } = await opened(member.userGuid);
        return shown(await door.view(member));
      },
      async answer(member, answers) {
        const { door } = await opened(member.userGuid);
        const { prompt } = await door.view(member);
        await door.answer(member, { answers, prompt });
      },
      async close() {
        life.end();
        await (await kept.process)?.bury();
      },
    };
  };
