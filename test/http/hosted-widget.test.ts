import { createHost } from '@mx-member/host';
import { connectHost, createMembersHandler } from '@mx-member/host/http';
import { createMxSimulator } from '@mx-member/simulator';
import { afterEach, expect, test, vi } from 'vitest';
import { credentials } from '../support/simulated.ts';
import { mxOver } from '../support/simulated-mx.ts';

/** MX's hosted widget takes the password. The page says which member it was, and the host follows it. */

/** In ms. */
const FAST = { first: 20, spread: 0, busy: 20, busyMost: 20, needsUser: 20, needsUserMost: 20 };

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A member that the widget has created with a password. */
async function connected(password: string) {
  const simulator = createMxSimulator({ step: 0 });
  const mx = mxOver(simulator.fetch);
  const onEnded = vi.fn();
  const host = await createHost({ port: mx, onEnded, pacing: FAST, unsafePacing: true });
  open.push(() => host.close());
  const { userGuid } = await mx.createUser();
  const institution = { institutionCode: 'mxbank', credentials: credentials(password) };
  const { member } = await mx.createMember({ userGuid, ...institution });
  const handler = createMembersHandler({ host, mx, userOf: () => ({ userGuid }) });
  const page = connectHost({ url: 'https://app.test', fetch: handler });
  const starts = () => simulator.bank.member(member.memberGuid).received.starts.length;
  return { member, page, onEnded, starts };
}

test('a member that the widget has connected is connected, and nothing is started', async () => {
  const { member, page, onEnded, starts } = await connected('correct');
  let view = await page.start({ member, job: null });
  while (!view.outcome) view = await page.next(member, { revision: view.revision, wait: 20_000 });
  // The host has not seen the member before the job.
  expect(view.outcome).toMatchObject({ outcome: 'connected', fresh: false });
  expect(starts()).toBe(1);
  expect(onEnded).toHaveBeenCalledTimes(1);
  // A page that says it twice gets the same outcome.
  expect(await page.start({ member, job: null })).toEqual(view);
});

test('a question that the person has left in the widget is asked again by the host', async () => {
  const { member, page, starts } = await connected('challenge');
  let view = await page.start({ member, job: null });
  while (view.needs !== 'answers')
    view = await page.next(member, { revision: view.revision, wait: 20_000 });
  const answers = view.challenges.map(({ guid }) => ({ guid, value: 'correct' }));
  expect((await page.answer(member, { answers, prompt: view.prompt })).problems).toEqual([]);
  expect(starts()).toBe(1);
});
