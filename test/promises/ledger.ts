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
