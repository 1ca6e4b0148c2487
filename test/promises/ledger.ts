import type { Sent } from '../world/mx.ts';
import type { World } from '../world/world.ts';

/** What the bank has written down, and nobody else has touched. */

/** A job that has begun at the bank, which is a login. */
export interface Login {
  readonly at: number;
  readonly job: string;
  readonly by: World['members'][number]['received']['starts'][number]['by'];
  /** Whether another program has started it. */
  readonly isElsewhere: boolean;
  /** What has caused it. It can be on its way for a long time. `null` if the person was at MX itself. */
  readonly cause: Cause | null;
  /** The status with which it ended. `null` while it runs. */
  readonly endsAs: string | null;
  readonly endedAt: number | null;
}

/** A request that begins a job, or the consent of the person at the bank's page, whose reply nobody here sees. */
type Cause = Pick<Sent, 'at' | 'repliedAt' | 'status'>;

/** All logins since the person began, in order. */
export function loginsOf(world: World): readonly Login[] {
  const { members, began, elsewhere, mx } = world;
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
      const isElsewhere = elsewhere.includes(at);
      return {
        at,
        job,
        by,
        endsAs,
        endedAt,
        isElsewhere,
        cause: causesOf(world, by).findLast((one) => one.at <= at) ?? null,
      };
    });
}

/** What has caused logins of a kind, as far as it went through this world. */
function causesOf({ mx, acts }: World, by: Login['by']): readonly Cause[] {
  const isOfMember = ({ end }: Sent) => end === '';
  switch (by) {
    case 'request':
      return startsIn(mx);
    case 'update':
      return mx.sent.filter((one) => one.method === 'PUT' && isOfMember(one));
    case 'create':
      return mx.sent.filter((one) => one.method === 'POST' && isOfMember(one));
    case 'oauth':
      return acts
        .filter(({ what }) => what === 'authorize')
        .map(({ at }) => ({ at, repliedAt: null, status: null }));
  }
}

/** The starts that were sent. */
export const startsIn = ({ sent }: World['mx']) =>
  sent.filter(({ method, end }) => method === 'POST' && end !== '' && end !== 'resume');

/**
 * Whether a reading has reached the process that asked for it. The last reply before a process died was shown to nobody, and a status
 * is a reading only with the page that has its error code.
 */
export function hasArrived(world: World, reading: Sent): boolean {
  const page = pageOf(world.mx, reading);
  if (page) return hasArrived(world, page);
  const { sent } = world.mx;
  const { repliedAt, status } = reading;
  const next = sent[sent.indexOf(reading) + 1];
  const until = next?.at ?? Number.POSITIVE_INFINITY;
  const isLost = world.restarts.some((at) => at >= (repliedAt ?? until) && at <= until);
  return status === 200 && repliedAt !== null && !isLost;
}

/** The member's page that belongs to a status, if it was read. */
export function pageOf({ sent }: World['mx'], reading: Sent): Sent | null {
  const next = sent[sent.indexOf(reading) + 1];
  const isPage = next?.method === 'GET' && next.end === '' && next.process === reading.process;
  return reading.end === 'status' && isPage ? next : null;
}
