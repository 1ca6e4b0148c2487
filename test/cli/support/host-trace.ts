import { createTracer } from '@mx-member/adapters/trace';
import { createHost } from '@mx-member/host';
import type { MemberPort, Reading } from '@mx-member/machine/step';
import { Bank, memberOf } from '../../support/bank.ts';
import { pass, releaseTime, stopTime } from '../../support/fake-timers.ts';

/** What a port does otherwise than MX. */
export type Change = (bank: Bank) => Partial<MemberPort>;

/** The trace of a host with one member that was asked a question, at a bank that `change` may alter. */
export async function hostTrace(change: Change = () => ({})): Promise<string[]> {
  stopTime();
  const lines: string[] = [];
  const bank = new Bank();
  const port: MemberPort = {
    startJob: bank.startJob.bind(bank),
    readStatus: bank.readStatus.bind(bank),
    submitAnswers: bank.submitAnswers.bind(bank),
    ...change(bank),
  };
  const trace = createTracer({ write: (line) => lines.push(line) });
  const host = await createHost({ port, trace });
  const member = memberOf(0);
  await host.start({ member, job: 'aggregate' });
  await pass(20_000);
  const { challenges, prompt } = await host.view(member);
  await host.answer(member, {
    prompt,
    answers: challenges.map(({ guid }) => ({ guid, value: 'right' })),
  });
  await pass(60_000);
  await host.close();
  releaseTime();
  return lines;
}

/** A port whose polls show something else. */
export const shows =
  (edit: (reading: Reading) => Partial<Reading>): Change =>
  (bank) => ({
    async readStatus(request) {
      const reading = await bank.readStatus(request);
      return { ...reading, ...edit(reading) };
    },
  });

/** A port that shows no running job while the bank asks. */
export const IDLE_WHILE_ASKED = shows(({ connectionStatus }) =>
  connectionStatus === 'CHALLENGED' ? { isBeingAggregated: false } : {},
);

/** A line as another version would write it, with another digest. */
export const ofOtherVersion = (line: string): string =>
  line.replace(/"digest":"(.)/, (_, first) => `"digest":"${first === '-' ? '_' : '-'}`);
