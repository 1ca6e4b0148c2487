import type {
  ConnectionOptions,
  ConnectionView,
  LoginForm,
  MemberConnection,
} from '@mx-member/connect';
import { createNewConnection, type NewConnectionOptions } from '@mx-member/connect/create';
import type { LoginHold } from '@mx-member/machine/hosting';
import {
  begin,
  type Challenge,
  isCall,
  isOver,
  type MemberView,
  problem,
  type Reading,
  recordView,
} from '@mx-member/machine/step';
import { challenged, idle, MEMBER, question, running } from '../../support/fake-member.ts';
import { take } from '../../support/steps.ts';

const input = { member: MEMBER, job: null };

/** A square of one colour. */
const picture = (colour: string): string =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="200" height="80"><rect width="200" height="80" fill="${colour}"/></svg>`)}`;

/** One question of each of MX's types. */
const KINDS: readonly Challenge[] = [
  question('CRD-1', { label: 'What city were you born in?' }),
  question('CRD-2', {
    type: 'OPTIONS',
    label: 'Where should the code be sent?',
    options: [
      { label: 'To the phone that ends in 1234', value: 'phone' },
      { label: 'To jo…@example.com', value: 'mail' },
    ],
  }),
  question('CRD-3', { type: 'TOKEN', label: 'Enter the code that you were sent' }),
  question('CRD-4', {
    type: 'IMAGE_DATA',
    label: 'Which letters are in the picture?',
    imageData: picture('#bcd'),
  }),
  question('CRD-5', {
    type: 'IMAGE_OPTIONS',
    label: 'Which picture is yours?',
    options: ['#c44', '#4a4', '#44c'].map((colour, index) => ({
      label: `Picture ${index + 1}`,
      value: String(index),
      dataUri: picture(colour),
    })),
  }),
];

/** The machine's view after these readings, which come a minute apart. */
export function after(...readings: readonly Reading[]): MemberView {
  let { record, effects } = begin({ ...input, oauth: readings[0]?.connectionStatus === 'PENDING' });
  let at = Date.now() - 60_000 * readings.length;
  for (const reading of readings) {
    if (isOver(record)) break;
    while (!effects.some(isCall)) ({ record, effects } = take(record, { type: 'elapsed' }));
    at += 60_000;
    const call = effects.find(isCall)?.type ?? 'readStatus';
    ({ record, effects } = take(record, { type: 'done', call, reading: { ...reading, at } }));
  }
  return recordView(record);
}

const NOTHING = {
  attempt: 1,
  isSending: false,
  problems: [],
  warning: null,
  bank: { state: 'none', error: null, otherMember: null },
  login: null,
  stopped: null,
  isOffline: false,
  accounts: null,
  asksToCancel: false,
  isElsewhere: false,
  isOwnerSilent: false,
} as const;

function view(member: MemberView, more: Partial<ConnectionView> = {}): ConnectionView {
  return { ...NOTHING, member, since: Date.now() - 75_000, ...more };
}

const asked = (...challenges: readonly Challenge[]) => after(running('CHALLENGED', { challenges }));
const ended = (status: string) => after(idle(status), idle(status), idle(status), idle(status));
const LOGIN = [
  { guid: 'CRD-L', fieldName: 'LOGIN', label: 'Username', type: 'LOGIN' },
  { guid: 'CRD-P', fieldName: 'PASSWORD', label: 'Password', type: 'PASSWORD' },
];
const FORM: LoginForm = { fields: LOGIN, problem: null, hold: null };
const closed = (problem: LoginForm['problem']): LoginForm => ({ ...FORM, fields: [], problem });
const heldForm = (why: LoginHold['why']): LoginForm => ({
  ...FORM,
  hold: { why, confirm: 'yes-1' },
});
const HELD = {
  sameAgain: 'a login that is held back: the same again',
  refusedTwice: 'a login that is held back: after two refused ones',
  prevented: 'a login that is held back: after several refused ones',
  locked: 'a login that is held back: the account is locked',
} as const satisfies Record<LoginHold['why'], string>;

/** Every screen of the kit, as the store shows it. */
export const SCREENS = {
  'before the first poll': { ...NOTHING, member: null, since: null },
  busy: view(after(running('CONNECTED'))),
  'slow, with MX out of reach': view(after(running('CONNECTED'), running('CONNECTED')), {
    warning: 'unreachable',
  }),
  'where the code goes': view(asked(...KINDS.slice(1, 2))),
  'an approval in the app': view(
    asked(
      question('CRD-6', {
        type: 'OPTIONS',
        label: 'Approve the sign-in on your phone',
        options: [{ label: 'I have approved it', value: 'approved' }],
      }),
    ),
  ),
  'a code that was just sent': view(asked(...KINDS.slice(2, 3)), { since: Date.now() }),
  'a code': view(asked(...KINDS.slice(2, 3))),
  'all kinds of questions': view(asked(...KINDS)),
  'all kinds of questions, answered wrongly': view(asked(...KINDS), {
    problems: KINDS.map(({ guid, options }) =>
      problem(options.length > 0 ? 'notAnOption' : 'empty', guid),
    ),
  }),
  'a tab that does not answer has the member': view(asked(...KINDS.slice(2, 3)), {
    isElsewhere: true,
    isOwnerSilent: true,
  }),
  'answers on their way': view(challengedView(), { isSending: true }),
  'the way to the bank': view(after(idle('PENDING'))),
  'the window is blocked': view(after(idle('PENDING')), {
    bank: { ...NOTHING.bank, state: 'cannotOpen' },
  }),
  'the bank has refused': view(after(idle('PENDING')), {
    bank: { state: 'returned', error: 'DENIED', otherMember: null },
  }),
  'the login again': view(ended('DENIED'), { login: FORM }),
  'the login could not be sent': view(ended('DENIED'), {
    login: { ...FORM, problem: 'unreachable' },
  }),
  [HELD.sameAgain]: view(ended('DENIED'), { login: heldForm('sameAgain') }),
  [HELD.refusedTwice]: view(ended('DENIED'), { login: heldForm('refusedTwice') }),
  [HELD.prevented]: view(ended('PREVENTED'), { login: heldForm('prevented') }),
  [HELD.locked]: view(ended('DENIED'), { login: heldForm('locked') }),
  'a login that was held back, on its way': view(ended('DENIED'), {
    isSending: true,
    login: heldForm('refusedTwice'),
  }),
  'an answer that came too late': view(ended('EXPIRED')),
  'failed, to be tried again': view(ended('DEGRADED')),
  'failed for good': view(ended('CLOSED')),
  'the account is locked': view(ended('LOCKED')),
  'offline, with a question': view(asked(...KINDS.slice(2, 3)), { isOffline: true }),
  'asked whether to stop': view(asked(...KINDS.slice(2, 3)), { asksToCancel: true }),
  stopped: view(after(running('CONNECTED')), { stopped: 'signedOut' }),
  connected: view(after(running('CONNECTED'), idle('CONNECTED'), idle('CONNECTED'))),
  'connected, with its accounts': view(
    after(running('CONNECTED'), idle('CONNECTED'), idle('CONNECTED')),
    { accounts: 3 },
  ),
} satisfies Record<string, ConnectionView>;

function challengedView(): MemberView {
  return after(challenged('CRD-1'));
}

const INSTITUTION = {
  code: 'mxbank',
  name: 'MX Bank',
  url: 'https://bank.example/',
  forgotPasswordUrl: 'https://bank.example/forgot',
  troubleSigningInUrl: 'https://bank.example/help',
};

/** What a page can say otherwise. */
type Own = Partial<Pick<ConnectionOptions, 'messages'>> & {
  readonly institution?: ConnectionOptions['institution'];
};

const idleHost = () =>
  ({ next() {} }) as unknown as MemberConnection['options']['host'] &
    NonNullable<MemberConnection['options']['access']>;

/** A connection that shows one view and does nothing. */
export const still = (
  shown: ConnectionView,
  { messages, institution }: Own = {},
): MemberConnection => ({
  options: {
    host: idleHost(),
    access: idleHost(),
    input: { ...input, ...(shown.member?.needs === 'authorization' && { oauth: true }) },
    institution: { ...INSTITUTION, ...institution },
    appName: 'Budget',
    ...(messages && { messages }),
    onNextStep() {},
    onDone() {},
  },
  getView: () => shown,
  getServerView: () => shown,
  subscribe: () => () => {},
  answer: async () => [],
  openBank() {},
  returned() {},
  submitCredentials: async () => {},
  hint() {},
  cancel() {},
  askToCancel() {},
  retry() {},
  setMessages() {},
  dispose() {},
});

/** The screen before the member exists, which shows this form and does nothing. */
function firstLogin(
  login: LoginForm | null,
  { messages, institution }: Own,
  { status = 'OPERATIONAL', ...more }: Partial<NewConnectionOptions> & { status?: string } = {},
): MemberConnection {
  const created = createNewConnection({
    host: idleHost(),
    access: idleHost(),
    creations: {} as NewConnectionOptions['creations'],
    id: 'creation-1',
    institution: { ...INSTITUTION, ...institution, status },
    showInstitutionStatus: true,
    appName: 'Budget',
    privacyUrl: 'https://app.example/privacy',
    ...(messages && { messages }),
    onNextStep() {},
    ...more,
  });
  const shown = { ...created.getView(), login };
  const { options, rest } = created;
  return { ...still(shown), options, rest };
}

/** Each screen of the kit by its name, in the words of a page. */
export const connections = (own: Own = {}): Readonly<Record<string, MemberConnection>> => ({
  ...Object.fromEntries(Object.entries(SCREENS).map(([name, view]) => [name, still(view, own)])),
  'the first login': firstLogin(FORM, own),
  'the first login, at a bank in trouble': firstLogin(FORM, own, { status: 'DEGRADED' }),
  'the first login, held back': firstLogin(heldForm('refusedTwice'), own),
  'a bank that is not available': firstLogin(closed('institutionUnavailable'), own, {
    status: 'UNAVAILABLE',
  }),
  'a bank that is down for maintenance': firstLogin(closed('institutionMaintenance'), own, {
    status: 'MAINTENANCE',
  }),
  'the page of a bank that is not available': firstLogin(null, own, {
    status: 'UNAVAILABLE',
    oauth: {},
  }),
});

/** A connection that shows its view until it is given the next one, and asks whether to stop. It does nothing else. */
export function changing(first: MemberConnection) {
  let shown = first.getView();
  const listeners = new Set<() => void>();
  function show(next: ConnectionView): void {
    shown = next;
    for (const listener of listeners) listener();
  }
  const connection: MemberConnection = {
    ...first,
    getView: () => shown,
    askToCancel: (asksToCancel) => show({ ...shown, asksToCancel }),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return { connection, show };
}
