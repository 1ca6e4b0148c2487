import { createMemberActors, memberMachine, memberView } from '@mx-member/machine';
import { createMxSimulator, type InstitutionError } from '@mx-member/simulator';
import { expect, test } from 'vitest';
import { createActor, toPromise } from 'xstate';
import { INSTITUTION_ERRORS } from '../../packages/simulator/src/bank/blocks.ts';
import { credentials } from '../support/simulated.ts';
import { mxOver } from '../support/simulated-mx.ts';

/** MX blocks an institution: from the simulator's 400 to the text that a person reads. */

const CODES = {
  institution_maintenance_error: 'institutionMaintenance',
  institution_unavailable_error: 'institutionUnavailable',
  institution_prevented_error: 'institutionPrevented',
  institution_prevent_new_error: 'institutionPreventNew',
  institution_prevent_verification_error: 'institutionPreventVerification',
} as const satisfies Record<InstitutionError, string>;

async function setUp(password = 'correct') {
  let now = Date.UTC(2026, 0, 1);
  const { fetch, bank } = createMxSimulator({ now: () => now });
  const mx = mxOver(fetch);
  const { userGuid } = await mx.createUser();
  const create = () =>
    mx.createMember({ userGuid, institutionCode: 'mxbank', credentials: credentials(password) });
  const { member } = await create();
  now += 5_000;
  return { mx, bank, userGuid, member, create };
}

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: { readonly code?: string }) => error.code,
  );

/** A block of new members does not refuse an existing member. */
const ONLY_NEW = 'institution_prevent_new_error';

test.each(INSTITUTION_ERRORS)(
  '%s refuses only requests that lead to a login there',
  async (error) => {
    const isTotal = !error.includes('prevent_');
    const isOnlyNew = error === ONLY_NEW;
    const code = CODES[error];
    const { mx, bank, userGuid, member, create } = await setUp('challenge');
    const [question] = await mx.listChallenges({ member });
    const answers = [{ guid: question?.guid ?? '', value: 'correct' }];
    bank.blocks.set('mxbank', error);
    expect(await codeOf(create())).toBe(isTotal || isOnlyNew ? code : 'conflict');
    expect(await codeOf(mx.startJob({ member, job: 'verify' }))).toBe(
      isOnlyNew ? 'conflict' : code,
    );
    expect(await codeOf(mx.startJob({ member, job: 'aggregate' }))).toBe(isTotal ? code : 'done');
    expect(
      await codeOf(mx.updateCredentials({ member, credentials: credentials('challenge') })),
    ).toBe(isTotal ? code : 'done');
    expect(await codeOf(mx.updateMember({ member, metadata: 'm' }))).toBe('done');
    expect(await codeOf(mx.readStatus({ member }))).toBe('done');
    expect(await codeOf(mx.submitAnswers({ member, answers }))).toBe(isTotal ? code : 'done');
    expect(
      await codeOf(mx.createMember({ userGuid, institutionCode: 'mx_bank_oauth', isOauth: true })),
    ).toBe('done');
    bank.blocks.delete('mxbank');
    expect(bank.blocks.get('mxbank')).toBeUndefined();
    expect(await codeOf(mx.startJob({ member, job: 'aggregate' }))).toBe('done');
  },
);

test.each(INSTITUTION_ERRORS.filter((error) => error !== ONLY_NEW))(
  '%s fails a lifecycle with its own sentence and next step',
  async (error) => {
    const { mx, bank, member } = await setUp();
    bank.blocks.set('mxbank', error);
    const machine = memberMachine.provide({ actors: createMemberActors(mx) });
    const actor = createActor(machine, { input: { member, job: 'verify' } }).start();
    await toPromise(actor);
    const isTemporary = /maintenance|unavailable/.test(error);
    expect(memberView(actor.getSnapshot()).outcome).toMatchObject({
      reason: isTemporary ? 'unavailable' : 'institutionBlocked',
      nextStep: isTemporary ? 'tryLater' : 'chooseInstitution',
      message: expect.stringMatching(/^(The institution is (under|unav)|MX does not allow)/),
      lastFault: { code: CODES[error], status: 400 },
    });
  },
);
