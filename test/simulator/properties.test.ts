import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectExplained } from '../support/explained.ts';
import { credentials, simulated } from '../support/simulated.ts';

const step = fc.constantFrom('text', 'options+token', 'image', 'DELAYED', 'LOCKED', 'CONNECTED');
const script = fc.array(step, { maxLength: 5 }).map((steps) => `simulate:${steps.join(',')}`);
/** For how long after a success MX starts no aggregation, in ms. */
const throttle = fc.constantFrom(0, 10_800_000);
const pauses = fc.array(fc.integer({ min: 0, max: 700_000 }), { maxLength: 8 });

test('a member reaches the same state however often it is read', async () => {
  const run = async (password: string, waits: readonly number[], isOften: boolean) => {
    const { member, pass } = simulated();
    const { status } = await member(password);
    for (const ms of waits) {
      pass(ms);
      if (isOften) await status();
    }
    return status();
  };
  await fc.assert(
    fc.asyncProperty(script, pauses, async (password, waits) => {
      expect(await run(password, waits, true)).toEqual(await run(password, waits, false));
    }),
  );
});

/** What a client or a user can do, in any order. */
const deed = fc.oneof(
  fc.record({ is: fc.constant('pass'), ms: fc.constantFrom(0, 500, 1_000, 600_000) }),
  fc.record({ is: fc.constant('start'), job: fc.constantFrom('aggregate', 'verify', 'identify') }),
  fc.record({
    is: fc.constant('answer'),
    value: fc.constantFrom('correct', 'challenge', 'SERVER_ERROR', 'voice'),
  }),
  fc.record({ is: fc.constant('repeat') }),
  fc.record({ is: fc.constant('update'), password: script }),
);

test('for any actions in any order, one job runs at a time and each question accepts one answer', async () => {
  await fc.assert(
    fc.asyncProperty(
      script,
      throttle,
      fc.array(deed, { maxLength: 25 }),
      async (password, ms, deeds) => {
        const { member, pass, call, simulator } = simulated({ throttle: ms });
        const { guid, path, status, start, answer, update } = await member(password);
        let first: unknown;
        for (const one of deeds) {
          if ('ms' in one) pass(one.ms);
          if ('job' in one) expect((await start(one.job)).status).toBeOneOf([200, 202, 409]);
          if ('password' in one) await update({ credentials: credentials(one.password) });
          if ('value' in one) {
            const { challenges } = await status();
            first ??= challenges && {
              member: {
                challenges: challenges.map(({ guid }) => ({ guid, value: 'correct' })),
              },
            };
            expect((await answer(one.value)).status).toBe(challenges ? 202 : 405);
          }
          if (one.is === 'repeat' && first)
            expect((await call('PUT', `${path}/resume`, first)).status).toBeOneOf([400, 405]);

          const { shown, job, received } = simulator.bank.member(guid);
          expect(shown.isBeingAggregated).toBe(job !== null);
          expect(shown.challenges.length > 0).toBe(shown.status === 'CHALLENGED');
          const answered = received.answers.map(({ challenge }) => challenge);
          expect(new Set(answered).size).toBe(answered.length);
          await status();
        }
        expectExplained();
      },
    ),
  );
});

test('no request causes an internal error of the simulator', async () => {
  const { send, member, simulator } = simulated();
  const { user, guid, path } = await member('simulate:text+options');
  const before = simulator.bank.member(guid);
  const part = fc.constantFrom(
    'users',
    user,
    'members',
    guid,
    'status',
    'resume',
    'oauth',
    '%',
    'x',
  );
  const paths = fc.oneof(
    fc.array(part, { maxLength: 5 }).map((parts) => `/${parts.join('/')}`),
    fc.constantFrom(path, `${path}/resume`, `/users/${user}/members`, '/users', `/users/${user}`),
  );
  const bodies = fc.oneof(
    fc.string(),
    fc.json(),
    fc.record({ member: fc.record({ challenges: fc.jsonValue(), credentials: fc.jsonValue() }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('POST', 'PUT'), paths, bodies, async (method, to, body) => {
      const response = await send(method, to, body);
      expect(response.status).toBeLessThan(500);
      if (response.ok) return;
      const text = await response.text();
      // Paths under /oauth/ are the bank's pages for people. All others are for programs.
      const isPage = response.headers.get('content-type')?.startsWith('text/html');
      if (to.startsWith('/oauth/') && isPage) expect(text).toMatch(/<p>\w/);
      else expect(JSON.parse(text).error.message).toMatch(/\w/);
    }),
  );
  expect(simulator.bank.member(guid).shown).toEqual(before.shown);
});
