import type { MemberObserver } from '@mx-member/machine/hosting';
import type { MemberId, MemberView } from '@mx-member/machine/step';
import type { createInspector } from '@statelyai/inspect';

type Inspector = Pick<ReturnType<typeof createInspector>, 'actor' | 'snapshot'>;

const snapshotOf = (member: MemberId, view: MemberView) => ({
  status: view.outcome ? ('done' as const) : ('active' as const),
  value: view.state,
  context: { member, ...view },
});

/**
 * Shows the members of a host in an inspector. A host runs no XState actors, so the inspector gets the view of each
 * member instead: its phase, the rule that decided, and everything that a screen shows.
 *
 * ```ts
 * const inspector = inspectMember(createWebSocketInspector, { url: 'ws://127.0.0.1:8080', hideGuids: true });
 * const host = await createHost({ port, observer: inspectViews(inspector, memberMachine) });
 * ```
 *
 * @param inspector An inspector of {@link inspectMember}; another inspector would send guids.
 * @param machine `memberMachine`, for its chart.
 * @returns The `observer` of a host.
 */
export function inspectViews(
  inspector: Inspector,
  machine: { readonly config: object },
): MemberObserver {
  const sessions = new Map<string, string>();
  let count = 0;

  function begin(member: MemberId, view: MemberView): string {
    count += 1;
    // XState names its actors like this. Session ids stay in the clear, so this one contains no guid.
    const sessionId = `x:member${count}`;
    const actor = { sessionId, logic: machine } as unknown as Parameters<Inspector['actor']>[0];
    inspector.actor(actor, snapshotOf(member, view));
    return sessionId;
  }

  return {
    onView(member, view) {
      const key = JSON.stringify([member.userGuid, member.memberGuid]);
      if (view) {
        const session = sessions.get(key) ?? begin(member, view);
        sessions.set(key, session);
        inspector.snapshot(session, snapshotOf(member, view), { event: { type: view.rule } });
      }
      if (!view || view.outcome) sessions.delete(key);
    },
  };
}
