import type { OutcomeView } from '@mx-member/machine/step';
import type { FaultName } from '../bank/fault-names.ts';
import type { Run } from './run.ts';

/** Writes a vitest test that repeats a run. The test needs only the packages that it imports. */

/** The faults of the test. Each happens a limited number of times, so that the test ends. */
const FAULTS: Readonly<Record<FaultName, string>> = {
  slow: 'status:delay=2000:5',
  away: 'status:drop-before:3',
  rate: 'status:429/6:3',
  lost: 'resume:drop-after:1',
};

const text = (value: unknown): string => JSON.stringify(value);

function expectedOf(outcome: OutcomeView): string {
  return outcome.outcome === 'connected'
    ? `{ outcome: 'connected' }`
    : `{ outcome: 'failed', reason: ${text(outcome.reason)}, nextStep: ${text(outcome.nextStep)} }`;
}

const DECIDE = (decision: string): string => `
  await until(({ needs }) => needs === 'authorization');
  const { oauthWindowUri } = await mx.oauthWindowUri({ member });
  await simulator.fetch(oauthWindowUri, { method: 'POST', body: new URLSearchParams({ decision: ${text(decision)} }) });
  await host.hint(member);`;

/** @param outcome The outcome of the run. */
export function testOf(run: Run, outcome: OutcomeView): string {
  const { password, rounds, decisions, turned } = run;
  const isOauth = run.scenario === 'mx_bank_oauth';
  const faults = [...new Set(turned.flatMap(([, names]) => names))];
  const words = rounds.map(([, given]) => given);
  return `import { createMx } from '@mx-member/adapters/mx';
import { createHost } from '@mx-member/host';
import type { MemberView } from '@mx-member/machine';
import { createMxSimulator, DEFAULT_API_KEY, DEFAULT_CLIENT_ID, parseFault } from '@mx-member/simulator';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test(${text(`${isOauth ? run.scenario : password}: ${outcome.outcome}`)}, async () => {
  const simulator = createMxSimulator();
  const mx = createMx({
    clientId: DEFAULT_CLIENT_ID,
    apiKey: DEFAULT_API_KEY,
    environment: new URL('https://mx.example'),
    fetch: simulator.fetch,
  });
  const { userGuid } = await mx.createUser();
  const institutionCode = ${text(isOauth ? 'mx_bank_oauth' : 'mxbank')};${
    isOauth
      ? `
  const { member, reading } = await mx.createMember({ userGuid, institutionCode, isOauth: true });`
      : `
  const fields = await mx.institutionCredentials({ institutionCode });
  const credentials = fields.map(({ guid, type }) => ({
    guid,
    value: type === 'PASSWORD' ? ${text(password)} : 'mxuser',
  }));
  const { member, reading } = await mx.createMember({ userGuid, institutionCode, credentials });`
  }
${faults.map((name) => `  simulator.faults.add(parseFault('${FAULTS[name]}'));\n`).join('')}
  const host = await createHost({ port: mx });
  const act = { type: 'creation', before: null, reply: reading, at: Date.now() } as const;
  await host.start({ member, job: 'aggregate', act${isOauth ? ', oauth: true' : ''} });
  /** Lets time pass until the condition is true, for ten minutes at most. */
  const until = async (isSo: (view: MemberView) => boolean): Promise<MemberView> => {
    for (let left = 120; left > 0; left -= 1) {
      if (isSo(await host.view(member))) break;
      await vi.advanceTimersByTimeAsync(5_000);
    }
    return host.view(member);
  };${decisions.map(([, decision]) => DECIDE(decision)).join('')}

  // The answers of each round.
  for (const words of ${text(words)} as string[][]) {
    const { challenges, prompt } = await until(({ needs }) => needs === 'answers');
    const answers = challenges.map(({ guid, options }, index) => {
      const word = words[index] ?? 'other';
      const wrong = options.find(({ value }) => value !== 'correct')?.value ?? word;
      const isOption = options.length === 0 || options.some(({ value }) => value === word);
      return { guid, value: isOption ? word : wrong };
    });
    expect(await host.answer(member, { answers, prompt })).toMatchObject({ problems: [] });
  }

  expect(await until(({ outcome }) => outcome !== null)).toMatchObject({ outcome: ${expectedOf(outcome)} });
  const { starts, refusedAnswers } = simulator.bank.member(member.memberGuid).received;
  expect([starts.length, refusedAnswers]).toEqual([1, 0]);
  await host.close();
});
`;
}
