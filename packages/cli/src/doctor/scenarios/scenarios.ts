import { MxConflict } from '@mx-member/adapters/mx';
import { memberIn } from './facts.ts';
import type { Stage } from './stage.ts';

/** What is played at MX Bank: its documented passwords and answers (D-TEST), each for a user of its own. */

interface Scenario {
  /** What it shows, for the help. */
  readonly about: string;
  readonly play: (stage: Stage) => Promise<void>;
}

/** A member whose job runs, followed by our rules to the end. */
async function connect(stage: Stage, password: string, answers: readonly (string | null)[]) {
  const { member, reading: baseline } = await stage.member(password);
  stage.noteEnd(await stage.follow({ member, job: null, baseline }, answers));
  return member;
}

/** A second member with the same user name, and once more with the same password. */
async function duplicate(stage: Stage): Promise<void> {
  const { mx, userGuid } = stage;
  await connect(stage, 'correct', []);
  for (const [what, password] of [
    ['the same login again', 'correct'],
    ['the same user name with another password', 'another'],
  ] as const) {
    const credentials = await stage.login(password);
    await stage.ask(what, async () => {
      try {
        return await mx.createMember({ userGuid, institutionCode: 'mxbank', credentials });
      } catch (thrown) {
        stage.facts.note(`${what}: the member that is in the way`, namedIn(thrown));
        throw thrown;
      }
    });
  }
}

const namedIn = (thrown: unknown): string =>
  thrown instanceof MxConflict ? 'it is named' : 'it is not named';

/** While a question stands the job runs: the same job once more, then another. */
async function runningJob(stage: Stage): Promise<void> {
  const { mx } = stage;
  const { member, reading: baseline } = await stage.member('challenge');
  await stage.untilChallenged(member);
  await stage.ask('the same job while it runs', () => mx.startJob({ member, job: 'aggregate' }));
  await stage.ask('another job while one runs', () => mx.startJob({ member, job: 'verify' }));
  stage.noteEnd(await stage.follow({ member, job: null, baseline }, ['correct']));
}

/** An answer that names no open question. Nothing is sent that the bank could count as wrong. */
async function unknownQuestion(stage: Stage): Promise<void> {
  const { mx } = stage;
  const { member } = await stage.member('challenge');
  await stage.untilChallenged(member);
  const answers = [{ guid: 'CRD-00000000-0000-0000-0000-000000000000', value: 'correct' }];
  await stage.ask('an answer to a question that is not open', () =>
    mx.submitAnswers({ member, answers }),
  );
  await mx.readStatus({ member });
}

/** A wrong password, and then the right one in the same member. */
async function repair(stage: Stage): Promise<void> {
  const { mx } = stage;
  const member = await connect(stage, 'INVALID', []);
  const credentials = await stage.login('correct');
  const updated = await stage.ask('the new password', () =>
    mx.updateCredentials({ member, credentials }),
  );
  if (updated)
    stage.noteEnd(await stage.follow({ member, job: null, baseline: updated.reading }, []));
}

/** The user never comes to the bank's page. */
async function leftPending(stage: Stage): Promise<void> {
  const { mx, userGuid, facts } = stage;
  const created = await stage.ask('the new OAuth member', () =>
    mx.createMember({ userGuid, institutionCode: 'mx_bank_oauth', isOauth: true }),
  );
  if (!created) return;
  const { member, reading: baseline, oauthWindowUri } = created;
  facts.note('the address of the bank’s page with the new member', addressIn(oauthWindowUri));
  const again = await stage.ask('another address of the bank’s page', () =>
    mx.oauthWindowUri({ member }),
  );
  facts.note(
    'the second address',
    again?.oauthWindowUri === oauthWindowUri ? 'is the first' : 'is new',
  );
  await stage.ask('a job before the user was there', () =>
    mx.startJob({ member, job: 'aggregate' }),
  );
  stage.noteEnd(await stage.follow({ member, job: null, baseline, oauth: true }, []));
}

const addressIn = (uri: string | null): string =>
  uri === null ? 'is missing' : URL.canParse(uri) ? 'is there' : 'is no address';

/** When all is done: what is refused, and what is empty. */
async function afterwards(stage: Stage): Promise<void> {
  const { mx } = stage;
  const member = await connect(stage, 'correct', []);
  const answers = [{ guid: 'CRD-00000000-0000-0000-0000-000000000000', value: 'correct' }];
  await stage.ask('an answer when nothing is asked', () => mx.submitAnswers({ member, answers }));
  await stage.ask('the questions when nothing is asked', () => mx.listChallenges({ member }));
  await stage.ask('the page of the member', () => mx.readMember({ member }));
  // Jobs of the same second have the same time stamps.
  await stage.rest();
  stage.noteEnd(await stage.follow({ member, job: 'aggregate' }, []));
  await stage.ask('the deletion of the member', () => mx.deleteMember({ member }));
  await stage.ask('the page of a deleted member', () => mx.readMember({ member }));
}

/** Two rounds: each has a guid of its own. */
async function twoRounds(stage: Stage): Promise<void> {
  await connect(stage, 'challenge', ['challenge', 'correct']);
  const asked = stage.exchanges
    .map(({ body }) => Object(memberIn(body).challenges)[0]?.guid)
    .filter((guid) => typeof guid === 'string');
  stage.facts.note('the guids of the questions', `${new Set(asked).size} of them`);
}

const asked = (password: string, answer: string) => (stage: Stage) =>
  connect(stage, password, [answer]).then(() => {});

/** An open question that nobody answers. */
async function expire(stage: Stage): Promise<void> {
  const { member, reading: baseline } = await stage.member('challenge');
  const view = await stage.follow({ member, job: null, baseline }, [null], stage.bank.expiry);
  if (!view.outcome) throw new Error('the question has not expired; try a longer --expiry');
  stage.noteEnd(view);
}

export const BANK_SCENARIOS = {
  connects: {
    about: 'no question; then what is refused, a second job, and the deletion',
    play: afterwards,
  },
  'two-rounds': { about: 'a question, and another one after it', play: twoRounds },
  options: { about: 'a choice from a list', play: asked('options', 'correct') },
  image: { about: 'a picture with a word', play: asked('image', 'correct') },
  'wrong-answer': { about: 'an answer that is wrong', play: asked('challenge', 'wrong') },
  'unknown-question': { about: 'an answer to no open question', play: unknownQuestion },
  'running-job': { about: 'a job is started while one runs', play: runningJob },
  repair: { about: 'a wrong password, then the right one', play: repair },
  duplicate: { about: 'the same login twice', play: duplicate },
  'oauth-pending': { about: 'the user never comes to the bank’s page', play: leftPending },
  'bank-error': { about: 'the bank has an error of its own', play: asked('SERVER_ERROR', '') },
  locked: { about: 'the bank has locked the user', play: asked('LOCKED', '') },
  expired: { about: 'nobody answers the question', play: expire },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof BANK_SCENARIOS;
export const SCENARIO_NAMES = Object.keys(BANK_SCENARIOS) as readonly ScenarioName[];
