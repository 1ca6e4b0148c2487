import type { Baseline, Job, MemberId, MemberInput } from '@mx-member/machine/step';
import { beginPlan } from '../../packages/simulator/src/world/plan.ts';
import type { Happened } from './happened.ts';
import type { Plan } from './plan.ts';
import type { Processes } from './processes.ts';
import type { Passwords } from './secrets.ts';

/** What there is before the person begins, and what the bank and other programs do from then on. */

type DoneAct = NonNullable<MemberInput['act']>;

/** How long somebody waits before they look again, in ms. */
const LOOKS_AGAIN = 10_000;
/** How long MX's nightly job lasts at most, in ms. */
const NIGHT = 1_200_000;

/** The member that the user has at MX. */
export interface Past {
  readonly member: MemberId | null;
  /** How the member was yesterday, if an app remembers it. */
  readonly yesterday: Baseline | null;
  /** What the app has said yesterday, and says again. */
  readonly said: { readonly act?: DoneAct };
}

const NOTHING: Past = { member: null, yesterday: null, said: {} };

/** What the caller says of an act that has just happened, as the plan wants it. */
export function saidOf(
  { says }: Plan,
  { type, reply, yesterday }: Pick<DoneAct, 'type' | 'reply'> & Pick<Past, 'yesterday'>,
): { readonly act?: DoneAct } {
  if (says === 'nothing') return {};
  const before = says === 'yesterday' ? yesterday : null;
  return { act: { type, before, reply: says === 'lost' ? null : reply, at: Date.now() } };
}

/** Makes the member that the user has at MX before. */
export async function makePast(world: Happened, { next }: Passwords): Promise<Past> {
  const { plan, mx, time, userGuid, isBankPage } = world;
  const { member, bank: how } = plan;
  const { secrets } = mx;
  const { bank } = mx.simulator;
  if (['new', 'again', 'lostReply', 'widget'].includes(member)) return NOTHING;
  const client = mx.client(0);
  const common = { userGuid, id: 'older' };
  const last = how.before ?? (member === 'repair' ? 'DENIED' : null);
  const first = how.before === null && member === 'repair' ? `simulate:${last}` : 'correct';
  const older = await client.createMember(
    isBankPage
      ? { ...common, institutionCode: 'mx_bank_oauth', isOauth: true }
      : { ...common, institutionCode: 'mxbank', credentials: secrets.login(first, 'older') },
  );
  const { memberGuid } = older.member;
  if (older.oauthWindowUri) await mx.decide(older.oauthWindowUri, 'authorize');
  else if (!bank.member(memberGuid).job) bank.start(memberGuid, 'aggregate');
  while (bank.member(memberGuid).job) await mx.answerElsewhere(memberGuid);
  const yesterday = (await client.readMember({ member: older.member })).reading;
  let said: Past['said'] = {};
  if (how.before !== null && !isBankPage) {
    if (plan.says === 'yesterday')
      said = saidOf(plan, { type: 'elsewhere', reply: null, yesterday });
    const login = secrets.login(`simulate:${how.before}`, 'night');
    await client.updateCredentials({ member: older.member, credentials: login });
    await time.pass(NIGHT, () => bank.member(memberGuid).job === null);
  }
  mx.forget();
  if (member === 'existing' && !isBankPage)
    bank.updateMember(memberGuid, {
      credentials: secrets.understood(next),
      skipAggregation: true,
    });
  // Replicas know what has ended before.
  await time.pass(1);
  return { member: older.member, yesterday, said };
}

/** Somebody else of the same user enters wrong passwords at the same bank, until they are asked for a yes. */
export async function partnerTypes(world: Happened, processes: Processes): Promise<void> {
  const { plan, mx, time, userGuid } = world;
  const { partner } = plan.person;
  if (partner === 0) return;
  const login = (name: string) => mx.secrets.login('simulate:DENIED', name, 'partner');
  const common = { userGuid, id: 'partner', institutionCode: 'mxbank' };
  const { member } = await mx.client(0).createMember({ ...common, credentials: login('partner') });
  world.partner = member.memberGuid;
  await time.pass(LOOKS_AGAIN);
  for (let times = 0; times < partner; times += 1) {
    const after = await processes.endOf(member);
    const credentials = login(`partner ${times}`);
    const isSent = await processes
      .call((door) => door.updateCredentials({ member, credentials }))
      .then(
        () => true,
        () => false,
      );
    if (!isSent) break;
    const options = after === undefined ? {} : { after };
    await processes.call((door) => door.start({ member, job: null }, options));
    while ((await processes.endOf(member)) === after) await time.pass(LOOKS_AGAIN);
  }
  mx.forget();
}

/** From here on the plan disturbs. */
export function disturb(world: Happened, { member }: Past, { right }: Passwords): void {
  const { plan, mx, time } = world;
  const { simulator, secrets } = mx;
  world.began = time.now();
  mx.began = world.began;
  const start = (guid: string, job: Job) => {
    if (plan.other?.ends === 'REPAIRED')
      simulator.bank.updateMember(guid, {
        credentials: secrets.understood(right),
        skipAggregation: true,
      });
    simulator.bank.start(guid, job);
  };
  world.elsewhere = beginPlan(simulator, plan, member ? [member.memberGuid] : [], start);
  if (plan.member === 'lostReply')
    simulator.faults.add({ on: 'createMember', times: 1, fault: { kind: 'drop', when: 'after' } });
}
