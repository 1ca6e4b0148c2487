import { createMxSimulator } from '@mx-member/simulator';
import { created } from '../../support/acts.ts';
import { pass } from '../../support/fake-timers.ts';
import { credentials } from '../../support/simulated.ts';
import { mxOver } from '../../support/simulated-mx.ts';
import { connectInPage, type PageOptions } from './in-page.ts';

/** MX and its bank with a member, and a connection with a subscriber. */
export async function simulatedBank(password: string | null, options: PageOptions = {}) {
  const simulator = createMxSimulator({ now: () => Date.now() });
  const sent: string[] = [];
  const mx = mxOver((request) => {
    sent.push(`${request.method} ${new URL(request.url).pathname.split('/').at(-1)}`);
    return simulator.fetch(request);
  });
  const { userGuid } = await mx.createUser();
  const isOauth = password === null;
  const institutionCode = isOauth ? 'mx_bank_oauth' : 'mxbank';
  const made = await mx.createMember({
    userGuid,
    institutionCode,
    ...(isOauth ? { isOauth } : { credentials: credentials(password) }),
  });
  const connection = connectInPage(mx, {
    input: { member: made.member, job: 'aggregate', act: created(made.reading), oauth: isOauth },
    institution: { code: institutionCode, name: 'MX Bank' },
    ...options,
  });
  connection.subscribe(() => {});
  return {
    simulator,
    mx,
    sent,
    member: made.member,
    connection,
    view: () => connection.getView(),
    /** Lets time pass until the condition is true, for at most five minutes. */
    until: (isSo: () => boolean) => pass(300_000, isSo),
    /** Presses a button on the bank's page. */
    decide: (uri: string, decision: string) =>
      simulator.fetch(uri, { method: 'POST', body: new URLSearchParams({ decision }) }),
  };
}
