import { ADDRESS, MEMBER, type World } from './world.ts';

const INTERVAL = 3_000;

interface Shown {
  readonly connection_status: string;
  readonly is_being_aggregated: boolean;
}

/**
 * The poller of MX's own widget (CW pollers.js, usePollMember.tsx). Every 3 s it reads the member and then its job, one request
 * at a time. It ignores failed polls, stops at a question, goes on after the answer, and never gives up.
 */
export function widget(world: World, isRunning: boolean): void {
  const { clock } = world;
  const path = `/users/${MEMBER.userGuid}/members/${MEMBER.memberGuid}`;
  const send = async (method: string, path: string) => {
    const response = await world.fetch(new Request(new URL(path, ADDRESS), { method }));
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return response.json();
  };
  let isPolling = true;
  let isBusy = false;

  const poll = async (): Promise<void> => {
    isBusy = true;
    try {
      const { member } = (await send('GET', path)) as { member: Shown };
      await send('GET', `${path}/jobs/JOB-1`);
      conclude(member);
    } catch {
      // The widget still shows the last state.
    }
    isBusy = false;
  };
  const conclude = ({ connection_status, is_being_aggregated }: Shown): void => {
    if (connection_status === 'CHALLENGED') {
      isPolling = false;
      world.sawQuestion(resume);
    } else if (connection_status === 'CONNECTED' && !is_being_aggregated) {
      isPolling = false;
      world.sawEnd(true);
    }
  };
  const tick = (): void => {
    if (!isPolling) return;
    clock.setTimeout(tick, INTERVAL);
    if (!isBusy) poll();
  };
  const begin = (): void => {
    isPolling = true;
    clock.setTimeout(tick, INTERVAL);
  };
  const resume = (): void => {
    send('PUT', `${path}/resume`).then(begin);
  };
  if (isRunning) begin();
  else send('POST', `${path}/aggregate`).then(begin);
}
