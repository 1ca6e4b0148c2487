import type { Sent } from '../world/mx.ts';
import type { World } from '../world/world.ts';

/** What the bank has written down, and nobody else has touched. */

/** A job that has begun at the bank, which is a login. */
export interface Login {
  readonly at: number;
  readonly job: string;
  readonly by: string;
  /** Whether another program has started it. */
  readonly isElsewhere: boolean;
  /** The status with which it ended. `null` while it runs. */
  readonly endsAs: string | null;
  readonly endedAt: number | null;
}

/** All logins since the person began, in order. */
export function loginsOf({ members, began, elsewhere, mx }: World): readonly Login[] {
  return members
    .flatMap(({ guid, received }) =>
      received.starts.map((start) => ({ ...start, moments: mx.moments.get(guid) ?? [] })),
    )
    .filter(({ at, result }) => at >= began && result === 'started')
    .sort((a, b) => a.at - b.at)
    .map(({ at, job, by, moments }) => {
      const begins = moments.findIndex((one) => one.at >= at && one.shown.isBeingAggregated);
      const end = moments.slice(begins).find((one) => !one.shown.isBeingAggregated);
      const isOver = begins >= 0 && end !== undefined;
      const endsAs = isOver ? String(end.shown.status) : null;
      const endedAt = isOver ? end.at : null;
      return { at, job, by, endsAs, endedAt, isElsewhere: elsewhere.includes(at) };
    });
}

/** The starts that were sent. */
export const startsIn = ({ sent }: World['mx']) =>
  sent.filter(({ method, end }) => method === 'POST' && end !== '' && end !== 'resume');

/** The last start that was sent by a moment. */
export const startBefore = (mx: World['mx'], moment: number) =>
  startsIn(mx).findLast(({ at }) => at <= moment);

/**
 * Whether a reading has reached the process that asked for it. The last reply before a process died was shown to nobody, and a status
 * is a reading only with the page that has its error code.
 */
export function hasArrived(world: World, reading: Sent): boolean {
  const { sent } = world.mx;
  const { repliedAt, end, status, process } = reading;
  const next = sent[sent.indexOf(reading) + 1];
  const isPaged = end === 'status' && next?.method === 'GET' && next.end === '';
  if (isPaged && next.process === process) return hasArrived(world, next);
  const until = next?.at ?? Number.POSITIVE_INFINITY;
  const isLost = world.restarts.some((at) => at >= (repliedAt ?? until) && at <= until);
  return status === 200 && repliedAt !== null && !isLost;
}
