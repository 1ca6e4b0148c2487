import { setTimeout as wait } from 'node:timers/promises';
import type { MemberId } from '@mx-member/machine';
import { serveLifecycles } from '../support/lifecycles.ts';
import { createMembers } from './members.ts';

/** A member, as far as the loop looks at it. */
export interface Shown {
  readonly connection_status?: string | null;
  readonly is_being_aggregated?: boolean | null;
  readonly challenges?: readonly { readonly guid?: string | null }[] | null;
}

/** The requests of a lifecycle. */
export interface Calls {
  start(member: MemberId): Promise<Shown>;
  status(member: MemberId): Promise<Shown>;
  answer(member: MemberId, answers: { guid: string; value: string }[]): Promise<Shown>;
  read(member: MemberId): Promise<Shown>;
}

const PACE = 0;

/** Whether it reads the member at the end, to learn of an error code and of MX's message, as our client does. */
const readsTheEnd = process.argv[4] !== 'short';

/** The loop as one writes it by hand: no retries, no back-off, no deadline, and it believes what it sees first. */
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
      return readsTheEnd ? calls.read(member) : shown;
    }
  }
}

/** Serves lifecycles by hand-written loops. */
export async function serveLoop(calls: Calls): Promise<void> {
  const members = await createMembers();
  serveLifecycles(async (lane) => {
    const [member] = members.slice(lane);
    if (!member) throw new Error('There are more lanes than members.');
    const { connection_status } = await connect(calls, member);
    if (connection_status !== 'CONNECTED') throw new Error(`It ended ${connection_status}.`);
  });
}
