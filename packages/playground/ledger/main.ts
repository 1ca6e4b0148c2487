/**
 * Prints a table in Markdown for the first page of the site: what the bank receives from the machine and from a polling loop, if the
 * reply to each answer is lost. Both run here, in simulated time.
 */
import { mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createMx } from '@mx-member/adapters/mx';
import { createMemberActors, memberMachine } from '@mx-member/machine';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID, SCRIPT_PREFIX } from '@mx-member/simulator';
import { createActor } from 'xstate';
import { setFaults } from '../src/bank/faults.ts';
import { ORIGIN, openBank, type PocketBank } from '../src/bank/pocket-bank.ts';
import { NaiveClient } from '../src/extras/naive.ts';
import { paceOf } from '../src/pace.ts';

const PACE = paceOf('');
const PASSWORD = `${SCRIPT_PREFIX}options,token`;
/** How long the person thinks before each answer, in ms. */
const THINKS = 8_000;
/** How far time is moved at once, and how far at most, in ms. */
const STEP = 100;
const MOST = 600_000;

async function openFaultyBank(): Promise<PocketBank> {
  const bank = await openBank(PACE.step);
  setFaults(bank.faults, ['lost'], PACE);
  return bank;
}

/** Lets time pass until the condition is true. @throws {Error} after ten minutes. */
async function until(isSo: () => boolean): Promise<void> {
  for (let passed = 0; !isSo(); passed += STEP) {
    if (passed > MOST) throw new Error('A client has not ended within ten minutes.');
    mock.timers.tick(STEP);
    await setImmediate();
  }
}

mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.UTC(2026, 0, 6) });
const bank = await openFaultyBank();
const mx = createMx({
  clientId: DEFAULT_CLIENT_ID,
  apiKey: DEFAULT_API_KEY,
  environment: new URL(ORIGIN),
  fetch: bank.fetch,
});
const fields = await mx.institutionCredentials({ institutionCode: 'mxbank' });
const credentials = fields.map(({ guid, type }) => ({
  guid,
  value: type === 'PASSWORD' ? PASSWORD : 'mxuser',
}));

const { userGuid } = await mx.createUser();
const created = await mx.createMember({ userGuid, institutionCode: 'mxbank', credentials });
const act = { type: 'creation', before: null, reply: created.reading, at: Date.now() } as const;
const actor = createActor(memberMachine.provide({ actors: createMemberActors(mx) }), {
  input: { member: created.member, job: 'aggregate', act },
});
let answered = 0;
actor.on('challenged', ({ prompt, challenges }) => {
  setTimeout(() => {
    answered += 1;
    const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
    actor.send({ type: 'challenge.answer', answers, prompt });
  }, THINKS);
});

const copy = await openFaultyBank();
const naive = new NaiveClient(
  copy,
  (round) => answered > round,
  () => {},
);
actor.start();
await naive.start(credentials);
await until(() => naive.isOver && actor.getSnapshot().status === 'done');

const row = (name: string, done: PocketBank): string => {
  const { logins, answers, refused } = done.received();
  return `| ${[name, logins, answers, refused, done.requests].join(' | ')} |`;
};
console.log(`| client | logins | answers accepted | answers refused | requests |
| --- | --- | --- | --- | --- |
${row('mx-member', bank)}
${row('a polling loop', copy)}`);
