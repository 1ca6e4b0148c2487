import { setTimeout as wait } from 'node:timers/promises';
import type { MemberId } from '@mx-member/machine';
import { serveLifecycles } from '../support/lifecycles.ts';
import { createMembers } from './members.ts';

/** The fields of a member that the loop reads. */
export interface Shown {
  readonly connection_status?: string | null | undefined;
  readonly is_being_aggregated?: boolean | null | undefined;
  readonly challenges?: readonly { readonly guid?: string | null }[] | null | undefined;
}

/** The requests of a lifecycle. */
export interface Calls {
  start(member: MemberId): Promise<Shown>;
  status(member: MemberId): Promise<Shown>;
  answer(member: MemberId, answers: { guid: string; value: string }[]): Promise<Shown>;
  read(member: MemberId): Promise<Shown>;
}

const PACE = 0;

/**
 * A loop as people write it by hand: without retries, back-off or deadlines. It trusts the first status that it sees. At the end
 * it reads the member for the error code and MX's message, as our client does.
 */
async function connect(calls: Calls, member: MemberId): Promise<Shown> {
  await calls.start(member);
  for (;;) {
    await wait(PACE);
    const shown = await calls.status(member);
    if (shown.connection_status === 'CHALLENGED') {
      const answers = (shown.challenges ?? []).map(({ guid }) => ({
        guid: guid ?? '',
        value: 'correct',
      }));
      await calls.answer(member, answers);
    } else if (!shown.is_being_aggregated) {
      return calls.read(member);
    }
  }
}

/** Serves lifecycles with hand-written loops. */
export async function serveLoop(calls: Calls): Promise<void> {
  const members = await createMembers();
  serveLifecycles(async (lane) => {
    const [member] = members.slice(lane);
    if (!member) throw new Error('There are more lanes than members.');
    const { connection_status } = await connect(calls, member);
    if (connection_status !== 'CONNECTED') throw new Error(`It ended ${connection_status}.`);
  });
}
