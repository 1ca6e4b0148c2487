import { checkOptions } from '@mx-member/machine/hosting';
import { randomOf } from '../accounts/random.ts';
import type { Bank } from '../bank/bank.ts';
import type { Member } from '../bank/member.ts';
import type { Troubles } from '../bank/troubles.ts';

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

/** Arguments of {@link planTroubles}. */
export interface TroublePlan {
  /** The same seed leads to the same plan. */
  readonly seed: string;
  /** In ms since 1970. */
  readonly until: number;
  /** How often problems happen in a year. The defaults are guesses for an ordinary bank. */
  readonly rates?: {
    /** How often the user of a member changes the password. @default 1 */
    readonly passwords?: number;
    /** How often the bank of a member begins to ask. @default 1 */
    readonly questions?: number;
    /** How often the bank of a member requires a visit to its own site. @default 0.5 */
    readonly holds?: number;
    /** How often the user of an OAuth member revokes the consent. @default 0.5 */
    readonly consents?: number;
    /** How often an institution cannot be read for hours or days. @default 4 */
    readonly outages?: number;
  };
}

const RATES: Required<NonNullable<TroublePlan['rates']>> = {
  passwords: 1,
  questions: 1,
  holds: 0.5,
  consents: 0.5,
  outages: 4,
};

const OPTIONS = ['seed', 'until', 'rates'] as const;

type End = NonNullable<Parameters<Troubles['outage']>[0]['as']>;

const OUTAGES: readonly [End, ...End[]] = [
  'DEGRADED',
  'FAILED',
  'DISCONNECTED',
  'institution_maintenance_error',
];

/**
 * Plans problems for the bank's current members: passwords change, banks ask, consents end, institutions fail. The plan
 * depends only on the seed. Users fix nothing by themselves: the program under test does that, or its user.
 */
export function planTroubles(bank: Bank, plan: TroublePlan): void {
  checkOptions('planTroubles', plan, OPTIONS);
  const { seed, until, rates = {} } = plan;
  const { passwords, questions, holds, consents, outages } = { ...RATES, ...rates };
  const random = randomOf(seed);
  const begun = bank.now;
  /** Calls `happen` at as many moments as the rate gives. */
  const often = (perYear: number, happen: (at: number) => void) => {
    const expected = (perYear * (until - begun)) / YEAR;
    const isOneMore = random.between(1, 1_000) <= (expected % 1) * 1_000;
    for (let left = Math.floor(expected) + Number(isOneMore); left > 0; left--)
      happen(random.between(begun, until));
  };
  const { troubles } = bank;
  const live = ({ guid, login }: Member) => {
    const some = (perYear: number, happen: () => void) =>
      often(perYear, (at) => bank.plan(at, happen));
    if (login) some(passwords, () => troubles.changePassword(guid));
    else some(consents, () => troubles.revokeConsent(guid));
    some(questions, () => troubles.askFromNow(guid));
    some(holds, () => troubles.hold(guid, random.pick(['LOCKED', 'IMPEDED'])));
  };
  const institutions = new Set<string>();
  for (const user of bank.users.values())
    for (const member of bank.members(user).values()) {
      institutions.add(member.institution.code);
      live(member);
    }
  for (const institution of institutions)
    often(outages, (from) => {
      const lasts = random.pick([2, 8, 30, 120]) * HOUR;
      troubles.outage({ institution, from, until: from + lasts, as: random.pick(OUTAGES) });
    });
}
