import { readFileSync } from 'node:fs';
import type { Mx } from '@mx-member/adapters/mx';
import { createAndStart } from '@mx-member/host';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CREATION_CASES } from '../../../packages/http/src/create/cases.ts';
import { pass, releaseTime, stopTime } from '../../support/fake-timers.ts';
import { credentials } from '../../support/simulated.ts';
import { type Outside, outside } from './outside.ts';

/** One test for each row of the table of creations, and for the page that shows the table. */

beforeEach(stopTime);
afterEach(releaseTime);

type Name = (typeof CREATION_CASES)[number]['name'];

/** What MX has before the creation, and what the creation leads to. `verify` is asked for in each. */
interface Row {
  readonly options?: Parameters<typeof outside>[0];
  /** The passwords of the members that the user has. */
  readonly members?: readonly string[];
  readonly isOauth?: boolean;
  readonly before?: (outside: Outside) => Promise<unknown> | unknown;
  readonly mx?: (mx: Mx) => Mx;
  readonly state: string;
  /** The jobs that the bank starts from then on, in order. */
  readonly jobs: readonly string[];
}

const oauthMember = async (outside: Outside, isDone: boolean) => {
  const { userGuid, mx } = outside;
  const institutionCode = 'mx_bank_oauth';
  const request = { userGuid, institutionCode, isOauth: true, id: 'older' };
  const { oauthWindowUri } = await mx.createMember(request);
  if (isDone) await comeBack(outside, oauthWindowUri);
};

/** The person allows access on the bank's page. */
async function comeBack(outside: Outside, uri: unknown): Promise<void> {
  const body = new URLSearchParams({ decision: 'authorize' });
  await outside.simulator.fetch(String(uri), { method: 'POST', body });
  await pass(10_000);
}

const ROWS: Readonly<Record<Name, Row>> = {
  'not found': {
    before: ({ simulator: { faults } }) =>
      faults.add({ on: 'createMember', times: 1, fault: { kind: 'drop' } }),
    state: 'needsCredentials',
    jobs: [],
  },
  unclear: {
    options: { duplicates: 'credentials' },
    members: ['correct', 'INVALID'],
    state: 'conflict',
    jobs: [],
  },
  pending: {
    // MX would create another member.
    options: { duplicates: 'allowed' },
    isOauth: true,
    before: (outside) => oauthMember(outside, false),
    state: 'following',
    jobs: ['aggregate', 'verify'],
  },
  'no job': { options: { aggregatesNewMembers: false }, state: 'following', jobs: ['verify'] },
  own: { state: 'following', jobs: ['aggregate', 'verify'] },
  'at work': { members: ['simulate:text'], state: 'following', jobs: ['verify'] },
  // Each simulated institution has one kind of login, so the list of members is changed.
  'other login': {
    members: ['correct'],
    mx: (mx) => ({
      ...mx,
      async *members(request) {
        for await (const one of mx.members(request)) yield { ...one, isOauth: true };
      },
    }),
    state: 'conflict',
    jobs: [],
  },
  'page again': {
    isOauth: true,
    before: (outside) => oauthMember(outside, true),
    state: 'following',
    jobs: ['aggregate', 'verify'],
  },
  'same login': { members: ['INVALID'], state: 'following', jobs: ['aggregate', 'verify'] },
};

test.each(CREATION_CASES.map(({ name }) => name))('%s', async (name) => {
  const { options, members = [], isOauth, before, mx: wrap, state, jobs } = ROWS[name];
  const all = await outside(options);
  const { mx, host } = all;
  for (const [index, password] of members.entries()) await all.member(`older-${index}`, password);
  await before?.(all);
  const [earlier, had] = [all.jobs().length, all.members().length];
  const login = isOauth
    ? { institutionCode: 'mx_bank_oauth', oauth: {} }
    : { institutionCode: 'mxbank', credentials: credentials('correct') };
  const request = { ...all.request, mx: wrap?.(mx) ?? mx, job: 'verify' } as const;
  const creating = createAndStart({ ...request, ...login });
  await pass(5_000);
  const created = await creating;
  expect(created.state).toBe(state);
  if (created.state === 'following') {
    if (isOauth) await comeBack(all, created.oauthWindowUri);
    // The bank asks in each job.
    for (let round = 0; round < 2; round += 1) {
      const { challenges, prompt } = await host.view(created.member);
      const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
      if (answers.length > 0) await host.answer(created.member, { answers, prompt });
      await pass(60_000);
    }
    const { outcome } = await host.view(created.member);
    expect(outcome).toMatchObject({ outcome: 'connected', job: 'verify' });
  }
  expect(all.jobs().slice(earlier)).toEqual(jobs);
  // A member that the user has is used again.
  expect(all.members()).toHaveLength(state === 'following' ? Math.max(1, had) : had);
});

test('the page about creating members has this table', () => {
  const page = readFileSync('docs/creating-members.md', 'utf8').replaceAll(/ +\|/g, ' |');
  for (const { shows, does } of CREATION_CASES) expect(page).toContain(`| ${shows} | ${does} |`);
});
