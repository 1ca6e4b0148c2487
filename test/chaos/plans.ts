import { lagOf, type Plan, planOf, type Written } from '../world/plan.ts';

/** Plans in real time. */

/** A fast pace, so that much happens in a short time. In ms. */
export const PACING = {
  ...{ first: 50, spread: 50, busy: 300, busyMost: 300 },
  ...{ needsUser: 300, needsUserMost: 300, failedMost: 1_000 },
};

/** MX takes its time, so that a process can be killed meanwhile. */
export const inRealTime = (plan: Written): Plan =>
  planOf({
    host: 'http',
    options: { pacing: PACING },
    downFor: 0,
    faults: ['*:delay=20-after', 'resume:delay=60-after'],
    ...plan,
    person: { readsFor: 0, ...plan.person },
  });

const picking =
  (random: () => number) =>
  <Value>(values: readonly Value[]): Value =>
    values[Math.floor(random() * values.length)] as Value;

/** People who answer, each in their way. For a while a replica shows the old question. A step of a job takes longer. */
export function answering(random: () => number): () => Plan {
  const pick = picking(random);
  return () =>
    inRealTime({
      member: pick(['new', 'new', 'existing']),
      asks: pick(['options,token', 'token', 'token', '']),
      answers: pick(['once', 'once', 'twice', 'wrongFirst']),
      wrong: pick([0, 0, 0, 1]),
      bank: { step: 2_200, ends: pick(['', '', '', 'LOCKED']) },
      lag: { act: lagOf(random() * 2_000), end: {}, on: ['status', 'member'], every: 1 },
    });
}

/** People whose members the host creates. After a crash half of them give up, so that the host must follow what MX has created. */
export function creating(random: () => number): () => Plan {
  const pick = picking(random);
  return () =>
    inRealTime({
      member: pick(['new', 'new', 'conflict', 'repair']),
      asks: pick(['', 'token']),
      bank: { step: 600 },
      person: { repeats: pick([true, false]) },
    });
}

/** People in a browser, some with a second tab. */
export function inTabs(random: () => number): () => Plan {
  const pick = picking(random);
  return () =>
    inRealTime({
      host: 'page',
      asks: 'options,token',
      answers: pick(['once', 'twice', 'twice']),
      bank: { step: 600 },
      person: { readsFor: pick([0, 4_000]), secondTabAt: pick([null, 500, 500]) },
    });
}
