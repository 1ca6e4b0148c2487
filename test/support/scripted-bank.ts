import { type Answer, MxError, type Reading } from '@mx-member/machine';
import { challenged, idle, type MxBehaviour, running } from './fake-member.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What the bank does with one member. */
export interface Script {
  /** Questions, one after the other. */
  readonly rounds: number;
  /** The status in which it ends. */
  readonly end: string;
  /** How long each step of the job takes, and each call on its way there and back, in ms. */
  readonly step: number;
  readonly latency: number;
}

/** A bank that follows its script by the clock, and notes what it has received: the judge of a test. */
export function scriptedBank({ rounds, end, step, latency }: Script, clock: () => VirtualClock) {
  let round = 0;
  let since = 0;
  let isStarted = false;
  const received = new Map<string, number>();

  const show = (): Reading => {
    const { at, guid } = { at: clock().now() - since, guid: `ROUND-${round + 1}` };
    if (!isStarted) return idle('CONNECTED');
    if (at < step) return running(round === 0 ? 'CONNECTED' : 'RESUMED');
    return round < rounds ? challenged(guid) : idle(end);
  };
  /** The effect happens half-way, the reply comes at the end. */
  const travel = async <Result>(effect: () => Result): Promise<Result> => {
    await new Promise((resolve) => clock().setTimeout(() => resolve(null), latency / 2));
    const result = effect();
    await new Promise((resolve) => clock().setTimeout(() => resolve(null), latency / 2));
    return result;
  };
  const start = () => {
    if (!isStarted) since = clock().now();
    isStarted = true;
    return running('CONNECTED');
  };
  const submit = (answers: readonly Answer[]) => {
    const { connectionStatus, challenges } = show();
    if (connectionStatus !== 'CHALLENGED') throw new MxError('notAllowed', { status: 405 });
    for (const { guid } of answers) received.set(guid, (received.get(guid) ?? 0) + 1);
    if (answers[0]?.guid !== challenges[0]?.guid) throw new MxError('badRequest', { status: 400 });
    round += 1;
    since = clock().now();
    return running('RESUMED');
  };
  const mx: MxBehaviour = {
    start: () => travel(start),
    read: () => travel(show),
    submit: (answers) => travel(() => submit(answers)),
  };
  return { mx, received };
}
