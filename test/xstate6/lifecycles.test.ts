import { isDeepStrictEqual } from 'node:util';
import { memberMachine } from '@mx-member/machine';
import { expect, test } from 'vitest';
import { assign } from 'xstate';
import { ASSIGNS, EMITS, GUARDS } from '../../packages/machine/src/chart/actions.ts';
import {
  drive,
  type Evaluate,
  type Log,
  underFive,
  underSix,
  underSteps,
} from './support/drive.ts';
import type { Parts } from './support/machine.ts';

const LIFECYCLES = 10_000;

/** How a lifecycle ended, and what was seen on the way. */
const kindsOf = ({ states, emitted }: Log): string[] => [
  states.at(-1)?.split(' ')[1] ?? '',
  ...emitted.map((text) => JSON.parse(text.slice(text.indexOf(' '))).type),
];

test(`${LIFECYCLES} random lifecycles are alike under steps, XState 5 and XState 6`, {
  timeout: 1_200_000,
}, async () => {
  const kinds = new Map<string, number>();
  for (let seed = 1; seed <= LIFECYCLES; seed++) {
    const five = await drive(underFive(), seed);
    expect(await drive(underSix(), seed), `seed ${seed}, XState 6`).toEqual(five);
    expect(await drive(underSteps, seed), `seed ${seed}, steps`).toEqual(five);
    for (const kind of new Set(kindsOf(five))) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  for (const kind of ['connected', 'failed', 'challenged', 'resumed', 'answer.refused', 'ended'])
    expect(kinds.get(kind), kind).toBeGreaterThan(LIFECYCLES / 100);
});

const always = () => true;
const never = () => false;
const refused = () => ({ type: 'resumed' }) as const;

test.each<[string, Evaluate, Partial<Parts>]>([
  [
    'a guard is dropped',
    underFive(memberMachine.provide({ guards: { answersFit: always } } as never)),
    { guards: { ...GUARDS, answersFit: always } },
  ],
  [
    'hints are not accepted',
    underFive(memberMachine.provide({ guards: { canReadNow: never } } as never)),
    { guards: { ...GUARDS, canReadNow: never } },
  ],
  [
    'another event is emitted',
    underFive(memberMachine.provide({ actions: { announceProblems: () => {} } } as never)),
    { emits: { ...EMITS, announceProblems: refused } },
  ],
  [
    'refused answers leave the context as it was',
    underFive(memberMachine.provide({ actions: { onProblems: assign({}) } } as never)),
    { assigns: { ...ASSIGNS, onProblems: ({ context }) => ({ context, route: null }) } },
  ],
])('random lifecycles notice, under 5 and under 6, that %s', async (_, five, six) => {
  for (const wrong of [five, underSix(six)]) {
    let isNoticed = false;
    for (let seed = 1; seed <= 300 && !isNoticed; seed++)
      isNoticed = !isDeepStrictEqual(await drive(wrong, seed), await drive(underSteps, seed));
    expect(isNoticed).toBe(true);
  }
});
