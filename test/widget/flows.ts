import type { Person } from './person.ts';
import type { openSite } from './site.ts';

/** What the widget finally shows, by the words on its screen. */
export const ENDS = {
  connected: /successfully connected/,
  connecting: /Connecting to/,
  'asks again': /Verify identity/,
  'login form': /Enter your credentials/,
  'new login': /Incorrect Credentials/,
  'wrong answer': /Incorrect information|answer.*incorrect/i,
  locked: /Account locked|locked/i,
  'try later': /Connection failed|problem validating|Unable to connect/i,
  'something went wrong': /Something went wrong|Oops/i,
  'waiting for permission': /Waiting for permission/,
  search: /Select your institution/,
} as const;
/** One of {@link ENDS}. */
export type End = keyof typeof ENDS;

/** What a person does with the widget, and what happens meanwhile. */
export interface Flow {
  readonly name: string;
  /** How it ends straight over the Platform API, and over a host. */
  readonly ends: readonly [direct: End, host: End];
  readonly options?: Parameters<typeof openSite>[1];
  readonly run: (person: Person) => Promise<void>;
}

const ANSWER = /\/(resume|answer)$/;
const QUESTION = /Verify identity/;
const WORKING = /Connecting to/;

async function choosePhone(person: Person): Promise<void> {
  await person.sees(/How should we send/);
  await person.page.click('text=Text message');
  await person.submit();
}

async function oauth(person: Person, button: string): Promise<void> {
  await person.open();
  await person.choose('MX-Bank-(OAuth)');
  const opened = person.page.waitForEvent('popup');
  await person.page.click('[data-test="continue-button"]');
  const bank = await opened;
  if (button === 'close') await bank.close();
  else await bank.click(`button:text-is("${button}")`);
}

export const FLOWS: readonly Flow[] = [
  {
    name: 'no question',
    ends: ['connected', 'connected'],
    run: (person) => person.connect('correct'),
  },
  {
    name: 'a question in words',
    ends: ['connected', 'connected'],
    async run(person) {
      await person.connect('challenge');
      await person.answer('correct');
    },
  },
  {
    name: 'a list to choose from',
    ends: ['connected', 'connected'],
    async run(person) {
      await person.connect('options');
      await choosePhone(person);
    },
  },
  {
    name: 'a picture to read',
    ends: ['connected', 'connected'],
    async run(person) {
      await person.connect('image');
      await person.answer('correct');
    },
  },
  {
    name: 'pictures to choose from',
    ends: ['connected', 'connected'],
    async run(person) {
      await person.connect('simulate:image_options');
      await person.page.click('form button:has(img) >> nth=1');
      person.answers += 1;
      await person.page.click('form button:has-text("Continue")');
    },
  },
  {
    name: 'two rounds: a list, then a code',
    ends: ['connected', 'connected'],
    async run(person) {
      await person.connect('simulate:options,token');
      await choosePhone(person);
      await person.sees(/Enter the code/);
      await person.answer('correct');
    },
  },
  {
    name: 'two questions in words at once',
    ends: ['connected', 'connected'],
    async run(person) {
      await person.connect('simulate:text+token');
      await person.sees(QUESTION);
      await person.page.fill('form input >> nth=0', 'correct');
      await person.page.fill('form input >> nth=1', 'correct');
      await person.submit();
    },
  },
  {
    // The widget draws a field for the list, so the person has to type the words of the option.
    name: 'a question in words and a list at once',
    ends: ['connected', 'connected'],
    async run(person) {
      await person.connect('simulate:text+options');
      await person.sees(QUESTION);
      await person.page.fill('form input >> nth=0', 'correct');
      await person.page.fill('form input >> nth=1', 'Text message to (•••) •••-1234');
      await person.submit();
      await person.page.waitForTimeout(6_000);
    },
  },
  {
    // The widget draws only the list, and sends no answer to the other question.
    name: 'a list and a question in words at once',
    ends: ['something went wrong', 'asks again'],
    async run(person) {
      await person.connect('simulate:options+text');
      await choosePhone(person);
      await person.page.waitForTimeout(6_000);
    },
  },
  {
    name: 'a wrong password, then the right one',
    ends: ['connected', 'connected'],
    async run(person) {
      await person.connect('INVALID');
      await person.sees(ENDS['new login']);
      await person.login('correct');
    },
  },
  {
    name: 'a wrong answer',
    ends: ['wrong answer', 'wrong answer'],
    async run(person) {
      await person.connect('challenge');
      await person.answer('otter');
    },
  },
  {
    name: 'a wrong answer, then a new attempt',
    ends: ['connected', 'connected'],
    async run(person) {
      await person.connect('challenge');
      await person.answer('otter');
      await person.page.click('button:has-text("Try again")');
      await person.answer('correct');
    },
  },
  {
    name: 'a locked account',
    ends: ['locked', 'locked'],
    run: (person) => person.connect('LOCKED'),
  },
  {
    name: 'a bank that fails',
    ends: ['try later', 'try later'],
    run: (person) => person.connect('UNAVAILABLE'),
  },
  {
    name: "access at the bank's own page",
    ends: ['connected', 'connected'],
    run: (person) => oauth(person, 'Authorize'),
  },
  {
    name: "no access at the bank's own page",
    ends: ['something went wrong', 'something went wrong'],
    run: (person) => oauth(person, 'Deny'),
  },
  {
    name: "the bank's own page is closed",
    ends: ['waiting for permission', 'waiting for permission'],
    async run(person) {
      await oauth(person, 'close');
      await person.page.waitForTimeout(6_000);
    },
  },
  {
    name: 'a login that exists, with the guid in the 409',
    ends: ['connected', 'connected'],
    async run(person) {
      await person.site.createMember('correct');
      await person.page.waitForTimeout(2_500);
      await person.open();
      await person.page.fill('input[type=text] >> nth=0', 'MX Bank');
      await person.choose();
      await person.login('correct');
    },
  },
  {
    name: 'a login that exists, without the guid',
    ends: ['something went wrong', 'connected'],
    options: { conflictNamesMember: false },
    async run(person) {
      await person.site.createMember('correct');
      await person.page.waitForTimeout(2_500);
      await person.open();
      await person.page.fill('input[type=text] >> nth=0', 'MX Bank');
      await person.choose();
      await person.login('correct');
    },
  },
  {
    name: 'the member is deleted while it asks',
    ends: ['something went wrong', 'try later'],
    async run(person) {
      await person.connect('challenge');
      await person.sees(QUESTION);
      const [member] = person.site.members();
      await person.site.deleteMember(member?.guid ?? '');
      await person.answer('correct');
      await person.page.waitForTimeout(6_000);
    },
  },
  {
    name: 'replies that take 4 s',
    ends: ['connecting', 'connected'],
    async run(person) {
      person.site.faults.add({ on: 'readMember', fault: { kind: 'delay', ms: 4_000 } });
      person.site.faults.add({ on: 'status', fault: { kind: 'delay', ms: 4_000 } });
      await person.connect('correct');
      await person.page.waitForTimeout(25_000);
    },
  },
  ...(['head', 'none', 'before'] as const).map(
    (how): Flow => ({
      name: {
        head: 'the reply to the answer is cut after its head',
        none: 'the connection closes after the answer has arrived',
        before: 'the connection closes before the answer arrives',
      }[how],
      ends: [how === 'before' ? 'connected' : 'something went wrong', 'connected'],
      async run(person) {
        await person.connect('challenge');
        await person.sees(QUESTION);
        person.site.cutNext(ANSWER, how);
        await person.answer('correct');
        await person.page.waitForTimeout(6_000);
      },
    }),
  ),
  {
    name: 'a reload while the bank works',
    ends: ['search', 'search'],
    async run(person) {
      await person.connect('challenge');
      await person.sees(WORKING);
      await person.open();
    },
  },
  {
    name: 'a reload at the question, with the guid of the member',
    ends: ['connected', 'connected'],
    async run(person) {
      await person.connect('challenge');
      await person.sees(QUESTION);
      const [member] = person.site.members();
      await person.open({ member: member?.guid ?? '' });
      await person.answer('correct');
    },
  },
  {
    name: 'a reload after the answer, with the guid of the member',
    ends: ['connected', 'connected'],
    async run(person) {
      await person.connect('challenge');
      await person.answer('correct');
      await person.sees(WORKING);
      const [member] = person.site.members();
      await person.open({ member: member?.guid ?? '' });
      await person.page.waitForTimeout(8_000);
    },
  },
  {
    name: 'two tabs answer the same question',
    ends: ['something went wrong', 'connected'],
    async run(person) {
      await person.connect('challenge');
      await person.sees(QUESTION);
      const [member] = person.site.members();
      person.answers += 1;
      const first = await person.openTab({ member: member?.guid ?? '' });
      await person.sees(QUESTION);
      await first.fill('form input', 'correct');
      await first.click('[data-test="continue-button"]');
      await person.page.waitForTimeout(500);
      await person.answer('correct');
      await person.page.waitForTimeout(6_000);
    },
  },
  {
    name: 'the server ends while the bank asks',
    ends: ['connected', 'connected'],
    async run(person) {
      await person.connect('challenge');
      await person.sees(WORKING);
      await person.site.restart(4_000);
      await person.answer('correct');
    },
  },
  {
    name: 'MX refuses the key while the bank works (401)',
    ends: ['connecting', 'try later'],
    async run(person) {
      await person.connect('challenge');
      await person.sees(WORKING);
      person.site.faults.add({ on: '*', fault: { kind: 'status', status: 401 } });
      await person.page.waitForTimeout(15_000);
    },
  },
  {
    name: 'MX is down for 10 s (503)',
    ends: ['connected', 'connected'],
    async run(person) {
      await person.connect('correct');
      await person.sees(WORKING);
      const end = person.site.faults.add({ on: '*', fault: { kind: 'status', status: 503 } });
      await person.page.waitForTimeout(10_000);
      end();
    },
  },
  {
    name: 'verification',
    ends: ['connected', 'connected'],
    async run(person) {
      await person.open({ mode: 'verification' });
      await person.choose();
      await person.login('challenge');
      await person.answer('correct');
      await person.sees(WORKING);
      // The widget starts a job of its own after the aggregation of the new member. MX Bank asks again.
      await person.answer('correct');
    },
  },
];
