import { MxConflict } from '@mx-member/adapters/mx';
import type { Act, Reading } from '@mx-member/machine/step';
import { memberIn } from './facts.ts';
import type { TestUser } from './test-user.ts';

/** The scenarios at MX Bank. They use its documented passwords and answers (D-TEST), each with its own user. */

interface Scenario {
  /** What happens, for the help. */
  readonly about: string;
  readonly play: (user: TestUser) => Promise<void>;
}

/** The creation of a member, from which MX's own job is followed. */
const created = (reply: Reading): Act => ({
  type: 'creation',
  before: null,
  reply,
  at: Date.now(),
});

/** Creates a member with a running job, and follows it to the end by our rules. */
async function connect(user: TestUser, password: string, answers: readonly (string | null)[]) {
  const { member, reading } = await user.member(password);
  user.noteEnd(await user.follow({ member, job: null, act: created(reading) }, answers));
  return member;
}

/** Creates a second member with the same login, and a third with the same user name and another password. */
async function duplicate(user: TestUser): Promise<void> {
  const { mx, userGuid } = user;
  await connect(user, 'correct', []);
  for (const [what, password] of [
    ['the same login again', 'correct'],
    ['the same user name with another password', 'another'],
  ] as const) {
    const credentials = await user.login(password);
    await user.ask(what, async () => {
      try {
        return await mx.createMember({ userGuid, institutionCode: 'mxbank', credentials });
      } catch (thrown) {
        user.facts.note(`${what}: the member that is in the way`, namedIn(thrown));
        throw thrown;
      }
    });
  }
}

const namedIn = (thrown: unknown): string =>
  thrown instanceof MxConflict ? 'it is named' : 'it is not named';

/** Starts the same job and another job while a question is open, because then a job runs. */
async function runningJob(user: TestUser): Promise<void> {
  const { mx } = user;
  const { member, reading } = await user.member('challenge');
  const input = { member, job: null, act: created(reading) };
  await user.untilChallenged(input);
  await user.ask('the same job while it runs', () => mx.startJob({ member, job: 'aggregate' }));
  await user.ask('another job while one runs', () => mx.startJob({ member, job: 'verify' }));
  user.noteEnd(await user.follow(input, ['correct']));
}

/** Sends an answer to a question that is not open. The bank cannot count it as a wrong answer. */
async function unknownQuestion(user: TestUser): Promise<void> {
  const { mx } = user;
  const { member, reading } = await user.member('challenge');
  await user.untilChallenged({ member, job: null, act: created(reading) });
  const answers = [{ guid: 'CRD-00000000-0000-0000-0000-000000000000', value: 'correct' }];
  await user.ask('an answer to a question that is not open', () =>
    mx.submitAnswers({ member, answers }),
  );
  await mx.readStatus({ member });
}

/** Sends a wrong password, and then the right one for the same member. */
async function repair(user: TestUser): Promise<void> {
  const { mx } = user;
  const member = await connect(user, 'INVALID', []);
  const credentials = await user.login('correct');
  const updated = await user.ask('the new password', () =>
    mx.updateCredentials({ member, credentials }),
  );
  if (!updated) return;
  const act: Act = { ...created(updated.reading), type: 'credentials' };
  user.noteEnd(await user.follow({ member, job: null, act }, []));
}

/** The user never comes to the bank's page. */
async function leftPending(user: TestUser): Promise<void> {
  const { mx, userGuid, facts } = user;
  const made = await user.ask('the new OAuth member', () =>
    mx.createMember({ userGuid, institutionCode: 'mx_bank_oauth', isOauth: true }),
  );
  if (!made) return;
  const { member, reading, oauthWindowUri } = made;
  facts.note('the address of the bank’s page with the new member', addressIn(oauthWindowUri));
  const again = await user.ask('another address of the bank’s page', () =>
    mx.oauthWindowUri({ member }),
  );
  facts.note(
    'the second address',
    again?.oauthWindowUri === oauthWindowUri ? 'is the first' : 'is new',
  );
  await user.ask('a job before the user was there', () =>
    mx.startJob({ member, job: 'aggregate' }),
  );
  user.noteEnd(await user.follow({ member, job: null, act: created(reading), oauth: true }, []));
}

const addressIn = (uri: string | null): string =>
  uri === null ? 'is missing' : URL.canParse(uri) ? 'is there' : 'is not an address';

/** After a job has ended: calls that MX refuses, lists that are empty, a second job, and the deletion. */
async function afterwards(user: TestUser): Promise<void> {
  const { mx } = user;
  const member = await connect(user, 'correct', []);
  const answers = [{ guid: 'CRD-00000000-0000-0000-0000-000000000000', value: 'correct' }];
  await user.ask('an answer when nothing is asked', () => mx.submitAnswers({ member, answers }));
  await user.ask('the questions when nothing is asked', () => mx.listChallenges({ member }));
  await user.ask('the page of the member', () => mx.readMember({ member }));
  // Jobs in the same second have the same time stamps.
  await user.pause();
  user.noteEnd(await user.follow({ member, job: 'aggregate' }, []));
  await user.ask('the deletion of the member', () => mx.deleteMember({ member }));
  await user.ask('the page of a deleted member', () => mx.readMember({ member }));
}

/** Two rounds of questions. Each round has its own guid. */
async function twoRounds(user: TestUser): Promise<void> {
  await connect(user, 'challenge', ['challenge', 'correct']);
  const asked = user.exchanges
    .map(({ body }) => Object(memberIn(body).challenges)[0]?.guid)
    .filter((guid) => typeof guid === 'string');
  user.facts.note('the guids of the questions', `${new Set(asked).size} of them`);
}

const asked = (password: string, answer: string) => (user: TestUser) =>
  connect(user, password, [answer]).then(() => {});

/** An open question that nobody answers. */
async function expire(user: TestUser): Promise<void> {
  const { member, reading } = await user.member('challenge');
  const view = await user.follow(
    { member, job: null, act: created(reading) },
    [null],
    user.bank.expiry,
  );
  if (!view.outcome) throw new Error('the question did not expire; try a longer --expiry');
  user.noteEnd(view);
}

export const BANK_SCENARIOS = {
  connects: {
    about: 'no question; then refused calls, a second job, and the deletion',
    play: afterwards,
  },
  'two-rounds': { about: 'one question after another', play: twoRounds },
  options: { about: 'a choice from a list', play: asked('options', 'correct') },
  image: { about: 'a picture with a word', play: asked('image', 'correct') },
  'wrong-answer': { about: 'a wrong answer', play: asked('challenge', 'wrong') },
  'unknown-question': { about: 'an answer without an open question', play: unknownQuestion },
  'running-job': { about: 'a start while a job is running', play: runningJob },
  repair: { about: 'a wrong password, then the right one', play: repair },
  duplicate: { about: 'the same login twice', play: duplicate },
  'oauth-pending': { about: 'a user who never visits the bank’s page', play: leftPending },
  'bank-error': { about: 'an error at the bank', play: asked('SERVER_ERROR', '') },
  locked: { about: 'a user whom the bank has locked', play: asked('LOCKED', '') },
  expired: { about: 'a question that nobody answers', play: expire },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof BANK_SCENARIOS;
export const SCENARIO_NAMES = Object.keys(BANK_SCENARIOS) as readonly ScenarioName[];
