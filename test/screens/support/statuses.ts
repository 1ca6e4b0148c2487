import { createRepair, type RepairConnection } from '@mx-member/connect/repair';
import { connectionHealth, type MemberPage } from '@mx-member/machine/health';
import { type CredentialField, HostError, type MemberHost } from '@mx-member/machine/hosting';
import { type MemberView, STATUSES } from '@mx-member/machine/step';
import { MEMBER } from '../../support/fake-member.ts';
import { SCREENS } from './screens.ts';

/** A member at rest in each of MX's statuses, with the screen that opens. */

const DAY = 86_400_000;
const iso = (ago: number): string => new Date(Date.now() - ago).toISOString();

const pageOf = (connectionStatus: string): MemberPage => {
  const isGood = ['CONNECTED', 'CREATED', 'UPDATED'].includes(connectionStatus);
  return {
    reading: {
      connectionStatus: connectionStatus === 'null' ? null : connectionStatus,
      isBeingAggregated: connectionStatus === 'CHALLENGED',
      challenges: [],
      aggregatedAt: iso(isGood ? DAY / 4 : DAY),
      successfullyAggregatedAt: iso(isGood ? DAY / 4 : 6 * DAY),
    },
    isOauth: connectionStatus === 'PENDING' || connectionStatus === 'IMPAIRED',
    backgroundAggregationIsDisabled: false,
    isManual: false,
    isManagedByUser: true,
  };
};

const FIELDS: readonly CredentialField[] = [
  { guid: 'CRD-L', fieldName: 'LOGIN', label: 'Username', type: 'LOGIN' },
  { guid: 'CRD-P', fieldName: 'PASSWORD', label: 'Password', type: 'PASSWORD' },
];

/** What was started at a host, and the outcomes that an element has reported. */
export const reported: string[] = [];

const hostOf = (
  status: string,
): MemberHost & NonNullable<RepairConnection['options']['access']> => {
  const view = SCREENS['a code'].member as MemberView;
  const refuse = async (): Promise<never> => {
    throw new HostError('notFound', 'This host does not know the member. Start it first.');
  };
  return {
    async start({ job }) {
      if (job !== null) reported.push(`${status} ${job}`);
      return view;
    },
    view: refuse,
    next: () => new Promise(() => {}),
    answer: refuse,
    hint: refuse,
    cancel: refuse,
    close: async () => {},
    oauthWindowUri: refuse,
    institutionCredentials: async () => FIELDS,
    updateCredentials: refuse,
  };
};

const INSTITUTION = {
  code: 'mxbank',
  name: 'MX Bank',
  url: 'https://bank.example/',
  forgotPasswordUrl: 'https://bank.example/forgot',
  instructionalText: '<p>Use the login of <b>online banking</b>.</p>',
};

/** The screen of each status, before the person has done anything. */
export const restingScreens = (): readonly (readonly [string, RepairConnection])[] =>
  Object.keys(STATUSES).map((status) => [
    status,
    createRepair({
      host: hostOf(status),
      health: connectionHealth(pageOf(status), Date.now()),
      input: { member: { ...MEMBER, memberGuid: `MBR-${status}` }, job: 'aggregate' },
      institution: INSTITUTION,
    }),
  ]);
