import { ADDRESS, MEMBER, type World } from './world.ts';

const INTERVAL = 3_000;

interface Shown {
  readonly connection_status: string;
  readonly is_being_aggregated: boolean;
}

/**
 * The requests of MX's widget from npm (version 2.10.1), as `test:widget` has counted them. It reads the job before the
 * first poll, and polls every 3 s. It drops a poll that the next one overtakes, ignores failed polls, and never gives up.
 *
 * @param hasJobs Whether the backend has jobs to read, as MX's own backend has. Then the widget reads the job in each
 *   poll, and once more after the last one. Over the Platform API it cannot, and reads the questions instead.
 */
function connect(world: World, isRunning: boolean, hasJobs: boolean): void {
  const path = `/users/${MEMBER.userGuid}/members/${MEMBER.memberGuid}`;
  let polls = 0;
  let isPolling = true;

  const send = async (method: string, path: string) => {
    const response = await world.fetch(new Request(new URL(path, ADDRESS), { method }));
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return response.json();
  };
  const loadJob = async () => hasJobs && send('GET', `${path}/jobs/JOB-1`);
  const poll = async (): Promise<void> => {
    const own = ++polls;
    const { member } = (await send('GET', path)) as { member: Shown };
    const isAsked = member.connection_status === 'CHALLENGED';
    if (isAsked && !hasJobs) await send('GET', `${path}/status`);
    await loadJob();
    const isOver = member.connection_status === 'CONNECTED' && !member.is_being_aggregated;
    if (own !== polls || !(isAsked || isOver)) return;
    isPolling = false;
    await loadJob();
    if (isAsked) world.sawQuestion(resume);
    else world.sawEnd(true);
  };
  const tick = (): void => {
    if (!isPolling) return;
    setTimeout(tick, INTERVAL);
    poll().catch(() => undefined); // The widget still shows the last state.
  };
  const begin = (): void => {
    isPolling = true;
    setTimeout(tick, INTERVAL);
  };
  const resume = (): void => {
    send('PUT', `${path}/resume`).then(begin);
  };
  const start = async () => isRunning || send('POST', `${path}/aggregate`);
  start()
    .then(loadJob)
    .catch(() => undefined)
    .then(begin);
}

export function widgetAtMx(world: World, isRunning: boolean): void {
  connect(world, isRunning, true);
}

export function widgetOverPlatform(world: World, isRunning: boolean): void {
  connect(world, isRunning, false);
}
