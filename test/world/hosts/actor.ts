import { createTracer } from '@mx-member/adapters/trace';
import {
  type MemberInput,
  type MemberRecord,
  type MemberView,
  memberView,
  type Problem,
  persist,
  restore,
} from '@mx-member/machine';
import { openActor } from '../../support/fake-member.ts';
import type { Door } from './door.ts';
import { createByServer, type Place } from './places.ts';

/**
 * One actor of XState, whose record outlives its process: what an app does that has no host.
 * @param openMember Makes the actor. Another version of XState has its own.
 */
export function actorPlace(openMember = openActor): Place {
  let kept: MemberRecord | null = null;
  let server: ReturnType<typeof createByServer> | null = null;
  return {
    remove: () => {},
    async open({ life, mx, otherMx, userGuid, options, trace, write }) {
      server ??= createByServer(otherMx, userGuid);
      const create = server;
      const { inspect } = createTracer({ write: trace });

      function run(input: MemberInput, record: MemberRecord | null) {
        const actor = openMember(mx, {
          input,
          inspect,
          ...(record && { snapshot: restore(record) }),
        });
        actor.on('*', (event) => {
          write(JSON.stringify(event));
          if (event.type === 'answer.refused') refused = event.problems;
        });
        actor.subscribe((snapshot) => {
          write(JSON.stringify(actor.getPersistedSnapshot()));
          life.now('record', () => {
            kept = JSON.parse(JSON.stringify(persist(snapshot)));
          });
        });
        actor.start();
        return actor;
      }

      let refused: readonly Problem[] = [];
      let actor = kept && run({ member: kept.context.member, job: null }, kept);
      const shown = (): MemberView | null => actor && memberView(actor.getSnapshot());
      const door: Door = {
        async start(input, { after } = {}) {
          const ended = shown();
          if (!ended || (ended.outcome && after === ended.revision)) {
            const last = actor && persist(actor.getSnapshot());
            actor?.stop();
            actor = run({ ...input, ...options, ...(last && { after: last }) }, null);
          }
          return door.view(input.member);
        },
        async view() {
          const view = shown();
          if (!view) throw new Error('Nothing was started.');
          return view;
        },
        async answer(member, { answers, prompt }) {
          refused = [];
          // XState's development build prints an event that arrives after the end, answers included.
          if (!shown()?.outcome) actor?.send({ type: 'challenge.answer', answers, prompt });
          return { view: await door.view(member), problems: refused };
        },
        create: (request) => life.through('creation', () => create(request, door)),
        oauthWindowUri: (request) => mx.oauthWindowUri(request),
        updateCredentials: (request) => mx.updateCredentials(request),
      };
      return {
        door,
        hint: async () => {
          if (!shown()?.outcome) actor?.send({ type: 'status.changed' });
        },
        close: async () => void actor?.stop(),
        bury: () => void actor?.stop(),
      };
    },
  };
}
