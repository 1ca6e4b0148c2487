import { type Challenge, type MemberPort, MxError, type Reading } from '@mx-member/machine';
import { seeded } from '../../support/seeded.ts';

/** A bank with faults, as a port: everything that it does follows from its seed, its calls and their times. */

const ENDS = [
  ...['CONNECTED', 'CONNECTED', 'CONNECTED', 'DENIED', 'REJECTED', 'LOCKED'],
  ...['FAILED', 'EXPIRED', 'DEGRADED', 'NEW_STATUS', 'IMPEDED'],
];
const PASSING = ['unreachable', 'rateLimited', 'malformed', 'notFound'] as const;
/** The shortest time between two things that the bank does, in ms. */
const PACE = 1_500;

/** @param now The time, in ms. */
export function randomBank(seed: number, now: () => number): MemberPort {
  const { below, pick } = seeded(seed);
  const chance = (probability: number) => below(1_000) < probability * 1_000;
  const iso = (ms: number) => new Date(ms).toISOString();

  let status = chance(0.5) ? 'CONNECTED' : 'DENIED';
  let isRunning = false;
  let startedAt = 0;
  let succeededAt = 0;
  let movedAt = 0;
  let errorCode: number | undefined;
  let open: readonly number[] = [];
  let count = 0;

  const challengeOf = (number: number, index: number): Challenge => ({
    guid: `CRD-${number}`,
    type: index > 0 ? 'OPTIONS' : 'TEXT',
    label: `Question ${number}?`,
    options: index > 0 ? [{ label: 'a', value: 'A' }] : [],
  });
  const shown = (): Reading => ({
    connectionStatus: status,
    isBeingAggregated: chance(0.03) ? null : isRunning,
    challenges: open.map(challengeOf),
    aggregatedAt: startedAt ? iso(startedAt) : null,
    successfullyAggregatedAt: succeededAt ? iso(succeededAt) : null,
    ...(errorCode !== undefined && { errorCode }),
  });
  let before = shown();

  function end(): void {
    isRunning = false;
    status = pick(ENDS);
    if (chance(0.1)) errorCode = 1002;
    if (status === 'CONNECTED') succeededAt = now();
  }
  function move(): void {
    if (!isRunning) return;
    if (open.length > 0) {
      if (!chance(0.01)) return;
      open = [];
      status = 'EXPIRED';
      isRunning = false;
      return;
    }
    if (now() - movedAt < PACE) return;
    before = shown();
    if (chance(0.25)) {
      open = chance(0.3) ? [++count, ++count] : [++count];
      status = 'CHALLENGED';
    } else if (chance(0.33)) end();
    else movedAt = now();
  }
  function fail(): void {
    if (chance(0.06)) throw new MxError(pick(PASSING), chance(0.3) ? { retryAfter: 5_000 } : {});
    if (chance(0.003)) throw new MxError('unauthorized', { status: 401 });
  }

  return {
    async startJob() {
      if (chance(0.05)) throw new MxError('conflict', { status: 409 });
      const isLost = chance(0.1);
      if (!isRunning) {
        isRunning = true;
        startedAt = now();
        movedAt = now();
        if (chance(0.5)) status = 'UPDATED';
        errorCode = undefined;
      }
      if (isLost) throw new MxError('unreachable');
      fail();
      return shown();
    },
    async readStatus() {
      move();
      fail();
      return chance(0.1) ? before : shown();
    },
    async submitAnswers() {
      if (open.length === 0) throw new MxError('notAllowed', { status: 405 });
      if (chance(0.05)) throw new MxError('badRequest', { status: 400 });
      const isLost = chance(0.15);
      before = shown();
      open = [];
      status = 'RESUMED';
      movedAt = now();
      if (isLost) throw new MxError('unreachable');
      return shown();
    },
  };
}
