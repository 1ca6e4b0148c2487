import type { Person } from './person.ts';
import type { Cut, openSite } from './site.ts';

/** What the widget finally shows, by the words on its screen. */
export const ENDS = {
  connected: /successfully connected/,
  connecting: /Connecting to/,
  'asks again': /Verify identity/,
  'check the login': /check your username and password, and try again/,
  'login form': /Enter your credentials/,
  'new login': /Incorrect Credentials/,
  'wrong answer': /Incorrect information|answer.*incorrect/i,
  locked: /Account locked|locked/i,
  'try later': /Connection failed|problem validating|Unable to connect/i,
  'no accounts': /No accounts found/,
  disconnected: /successfully disconnected/,
  'still connected': /weren't able to disconnect/,
  'request received': /Request received/,
  'request form': /Request support/,
  'not served': /The page says: This server does not start this job/,
  'something went wrong': /Something went wrong|Oops/i,
  'waiting for permission': /Waiting for permission/,
  search: /Select your institution/,
} as const;
/** One of {@link ENDS}. */
export type End = keyof typeof ENDS;

/** One thing that a person does with the widget, or that happens meanwhile. */
type Step = (person: Person) => unknown;

/** What a person does with the widget, and what happens meanwhile. */
export interface Flow {
  readonly name: string;
  /** How it ends straight over the Platform API, and over a host. */
  readonly ends: readonly [direct: End, host: End];
  readonly options?: Parameters<typeof openSite>[1];
  readonly steps: readonly Step[];
}

const ANSWER = /\/(resume|answer)$/;

const open =
  (query: Readonly<Record<string, string>> = {}): Step =>
  (person) =>
    person.open(query);
/** With the guid of the member, as a page that has kept it. */
const openAgain: Step = (person) => person.open(person.member());
const choose: Step = (person) => person.choose();
const login =
  (password: string): Step =>
  (person) =>
    person.login(password);
const connect =
  (password: string): Step =>
  (person) =>
    person.connect(password);
const sees =
  (words: RegExp): Step =>
  (person) =>
    person.sees(words);
const asked = sees(/Verify identity/);
const working = sees(/Connecting to/);
const click =
  (selector: string): Step =>
  (person) =>
    person.page.click(selector);
const fill =
  (field: number, value: string): Step =>
  (person) =>
    person.page.fill(`form input >> nth=${field}`, value);
const submit: Step = (person) => person.submit();
const answer =
  (value = 'correct'): Step =>
  (person) =>
    person.answer(value);
const wait =
  (ms = 6_000): Step =>
  (person) =>
    person.page.waitForTimeout(ms);
/** A page that has asked for more than an aggregation. */
const openWith = (config: object): Step => open({ config: JSON.stringify(config) });
const PUT_CREDENTIALS = /^PUT .*\/members\/[^/]+(\/credentials)?$/;

const choosePhone: readonly Step[] = [
  sees(/How should we send/),
  click('text=Text message'),
  submit,
];
/** From now on, or for a while. */
const fails =
  (status: number, ms?: number): Step =>
  async (person) => {
    const end = person.site.faults.add({ on: '*', fault: { kind: 'status', status } });
    if (ms === undefined) return;
    await person.page.waitForTimeout(ms);
    end();
  };
const isSlow =
  (on: 'readMember' | 'status'): Step =>
  (person) =>
    person.site.faults.add({ on, fault: { kind: 'delay', ms: 4_000 } });

const oauth =
  (button: string): Step =>
  async (person) => {
    await person.open();
    await person.choose('MX-Bank-(OAuth)');
    const opened = person.page.waitForEvent('popup');
    await person.page.click('[data-test="continue-button"]');
    const bank = await opened;
    if (button === 'close') await bank.close();
    else if (button !== 'wait') await bank.click(`button:text-is("${button}")`);
  };

/** A person who has the login already. */
const existing: readonly Step[] = [
  (person) => person.site.createMember('correct'),
  wait(2_500),
  open(),
  (person) => person.page.fill('input[type=text] >> nth=0', 'MX Bank'),
  choose,
  login('correct'),
];

const flow = (
  name: string,
  ends: End | readonly [direct: End, host: End],
  ...steps: readonly Step[]
): Flow => ({ name, ends: typeof ends === 'string' ? [ends, ends] : ends, steps });

const cut = (name: string, direct: End, how: Cut): Flow =>
  flow(
    name,
    [direct, 'connected'],
    connect('challenge'),
    asked,
    (person) => person.site.cutNext(ANSWER, how),
    answer(),
    wait(),
  );

export const FLOWS: readonly Flow[] = [
  flow('no question', 'connected', connect('correct')),
  flow('a question in words', 'connected', connect('challenge'), answer()),
  flow('a list to choose from', 'connected', connect('options'), ...choosePhone),
  flow('a picture to read', 'connected', connect('image'), answer()),
  flow(
    'pictures to choose from',
    'connected',
    connect('simulate:image_options'),
    click('form button:has(img) >> nth=1'),
    (person) => person.submit('form button:has-text("Continue")'),
  ),
  flow(
    'two rounds: a list, then a code',
    'connected',
    connect('simulate:options,token'),
    ...choosePhone,
    sees(/Enter the code/),
    answer(),
  ),
  flow(
    'two questions in words at once',
    'connected',
    ...[connect('simulate:text+token'), asked, fill(0, 'correct'), fill(1, 'correct'), submit],
  ),
  flow(
    // The widget draws a field for the list, so the person has to type the words of the option.
    'a question in words and a list at once',
    'connected',
    ...[connect('simulate:text+options'), asked, fill(0, 'correct')],
    ...[fill(1, 'Text message to (•••) •••-1234'), submit, wait()],
  ),
  flow(
    // The widget draws only the list, and sends no answer to the other question.
    'a list and a question in words at once',
    ['something went wrong', 'asks again'],
    ...[connect('simulate:options+text'), ...choosePhone, wait()],
  ),
  flow(
    'a wrong password, then the right one',
    'connected',
    ...[connect('INVALID'), sees(ENDS['new login']), login('correct')],
  ),
  flow(
    // The host holds the second one back.
    'the same wrong password again',
    ['new login', 'check the login'],
    ...[connect('INVALID'), sees(ENDS['new login']), login('INVALID'), wait(8_000)],
  ),
  flow('a wrong answer', 'wrong answer', connect('challenge'), answer('otter')),
  flow(
    'a wrong answer, then a new attempt',
    'connected',
    ...[connect('challenge'), answer('otter'), click('button:has-text("Try again")'), answer()],
  ),
  flow('a locked account', 'locked', connect('LOCKED')),
  flow('a bank that fails', 'try later', connect('UNAVAILABLE')),
  flow("access at the bank's own page", 'connected', oauth('Authorize')),
  flow("no access at the bank's own page", 'something went wrong', oauth('Deny')),
  flow("the bank's own page is closed", 'waiting for permission', oauth('close'), wait()),
  flow('a login that exists, with the guid in the 409', 'connected', ...existing),
  {
    ...flow(
      'a login that exists, without the guid',
      ['something went wrong', 'connected'],
      ...existing,
    ),
    options: { conflictNamesMember: false },
  },
  flow(
    'the member is deleted while it asks',
    ['something went wrong', 'try later'],
    connect('challenge'),
    asked,
    (person) => person.site.deleteMember(person.member().member),
    answer(),
    wait(),
  ),
  flow(
    'replies that take 4 s',
    ['connecting', 'connected'],
    ...[isSlow('readMember'), isSlow('status'), connect('correct'), wait(25_000)],
  ),
  cut('the reply to the answer is cut after its head', 'something went wrong', 'head'),
  cut('the connection closes after the answer has arrived', 'something went wrong', 'none'),
  cut('the connection closes before the answer arrives', 'connected', 'before'),
  flow('a reload while the bank works', 'search', connect('challenge'), working, open()),
  flow(
    'a reload at the question, with the guid of the member',
    'connected',
    ...[connect('challenge'), asked, openAgain, answer()],
  ),
  flow(
    'a reload after the answer, with the guid of the member',
    'connected',
    ...[connect('challenge'), answer(), working, openAgain, wait(8_000)],
  ),
  flow(
    'two tabs answer the same question',
    ['something went wrong', 'connected'],
    connect('challenge'),
    asked,
    async (person) => {
      const first = await person.openTab(person.member());
      await person.sees(/Verify identity/);
      await first.fill('form input', 'correct');
      await person.submit(undefined, first);
    },
    ...[wait(500), answer(), wait()],
  ),
  flow(
    'the server ends while the bank asks',
    'connected',
    ...[connect('challenge'), working, (person: Person) => person.site.restart(4_000), answer()],
  ),
  flow(
    'MX refuses the key while the bank works (401)',
    ['connecting', 'try later'],
    ...[connect('challenge'), working, fails(401), wait(15_000)],
  ),
  flow('MX is down for 10 s (503)', 'connected', connect('correct'), working, fails(503, 10_000)),
  flow(
    'verification',
    'connected',
    ...[open({ mode: 'verification' }), choose, login('challenge'), answer(), working],
    // The widget starts a job of its own after the aggregation of the new member. MX Bank asks again.
    answer(),
  ),
  flow(
    'verification of a given bank, asked for as a product',
    'connected',
    openWith({
      mode: 'verification',
      current_institution_code: 'mxbank',
      data_request: { products: ['account_verification'] },
    }),
    login('correct'),
  ),
  flow(
    'two products in one job',
    'connected',
    openWith({
      data_request: { products: ['account_verification', 'transactions'], inferred: false },
    }),
    choose,
    login('correct'),
  ),
  flow(
    'a job that the server does not start',
    ['connected', 'not served'],
    ...[openWith({ include_identity: true }), choose, login('correct')],
  ),
  flow('a use case', 'connected', ...[openWith({ use_cases: ['PFM'] }), choose, login('correct')]),
  flow('a bank without accounts', ['connected', 'no accounts'], connect('simulate:CONNECTED/1001')),
  flow(
    'the reply to new credentials is cut after its head',
    ['new login', 'connected'],
    ...[connect('INVALID'), sees(ENDS['new login'])],
    (person) => person.site.cutNext(PUT_CREDENTIALS, 'head'),
    ...[login('correct'), wait(8_000)],
  ),
  flow(
    'a reload at the wrong answer, with the guid of the member',
    ['asks again', 'wrong answer'],
    ...[connect('challenge'), answer('otter'), sees(ENDS['wrong answer']), openAgain, wait(10_000)],
  ),
  flow(
    'the person is signed out while the bank works',
    ['asks again', 'try later'],
    ...[connect('challenge'), working, (person: Person) => person.site.signOut(), wait(10_000)],
  ),
  flow(
    'a frame of the page says that the bank has refused',
    ['something went wrong', 'waiting for permission'],
    oauth('wait'),
    sees(ENDS['waiting for permission']),
    (person) => person.forge(),
    wait(),
  ),
  flow(
    'the person disconnects the bank',
    ['disconnected', 'still connected'],
    ...[connect('LOCKED'), click('text=Disconnect'), click('input[type=radio] >> nth=0')],
    click('[data-test="disconnect-button"]'),
  ),
  flow(
    'the person asks for help',
    ['request received', 'request form'],
    ...[connect('LOCKED'), click('text=Get help'), sees(/Request support/)],
    ...['email', 'issueDescription', 'issueDetails'].map(
      (name): Step =>
        (person) =>
          person.page.fill(`[name="${name}"]`, 'a@example.com'),
    ),
    ...[click('button:has-text("Continue")'), wait(2_000)],
  ),
];
