import { MxError } from '@mx-member/machine';
import { createMxSimulator, DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { type BankDifference, factDifferences, fieldDifferences } from './compare.ts';
import { BANK_SCENARIOS, type ScenarioName } from './scenarios.ts';
import { type BankUnderTest, TestUser } from './test-user.ts';
import { TestUsers } from './users.ts';

/** Plays the scenarios at a bank and at the simulator, all at the same time, and compares the two. */

/** The result of one scenario at one bank. */
interface Played {
  /** `null` if the bank did not create the user. */
  readonly user: TestUser | null;
  /** Why it did not finish: a code of `MxError`, or a sentence. */
  readonly stopped: string | null;
}

const reasonOf = (thrown: unknown): string =>
  thrown instanceof MxError ? thrown.code : thrown instanceof Error ? thrown.message : 'no details';

async function play(name: ScenarioName, bank: BankUnderTest, users: TestUsers): Promise<Played> {
  const { signal } = bank;
  let user: TestUser | null = null;
  let stopped: string | null = null;
  try {
    user = new TestUser({ ...bank, userGuid: await users.make(name, signal) });
    await BANK_SCENARIOS[name].play(user);
  } catch (thrown) {
    signal.throwIfAborted();
    stopped = reasonOf(thrown);
  }
  user?.close(stopped === null);
  return { user, stopped };
}

/** The times of the simulator: several polls see each step of a job, and a question expires soon. In ms. */
const REFERENCE = { step: 200, challengeLifetime: 2_000, expiry: 30_000 };

function reference(signal: AbortSignal): BankUnderTest {
  const { step, challengeLifetime, expiry } = REFERENCE;
  const { fetch } = createMxSimulator({ step, challengeLifetime });
  return {
    clientId: DEFAULT_CLIENT_ID,
    apiKey: DEFAULT_API_KEY,
    environment: new URL('http://localhost'),
    fetch,
    pace: 'fast',
    expiry,
    signal,
  };
}

/** One scenario, compared. */
export interface Compared {
  readonly scenario: ScenarioName | 'fields';
  readonly differences: readonly BankDifference[];
  /** Why it did not finish; `null` if it did. The facts up to then are compared. */
  readonly stopped: string | null;
}

export interface RunOptions {
  readonly names: readonly ScenarioName[];
  readonly bank: BankUnderTest;
  /** Called after each scenario. */
  readonly onCompared: (compared: Compared) => void;
  /** Called at the end, even after an abort, with the ids of the users that could not be deleted. */
  readonly onLeft: (ids: readonly string[]) => void;
}

/**
 * Plays the scenarios and deletes all users.
 * @returns The results, after all users are deleted.
 * @throws The reason of the signal, after all users are deleted.
 */
export async function runScenarios({
  names,
  bank,
  onCompared,
  onLeft,
}: RunOptions): Promise<readonly Compared[]> {
  const [users, ours] = [new TestUsers(bank), reference(bank.signal)];
  const simulated = new TestUsers(ours);
  const here: TestUser[] = [];
  const there: TestUser[] = [];
  const compare = async (name: ScenarioName): Promise<Compared> => {
    const [seen, expected] = await Promise.all([
      play(name, bank, users),
      play(name, ours, simulated),
    ]);
    if (!expected.user) throw new Error(`The simulator: ${expected.stopped}`);
    const { stopped, user } = seen;
    if (!user) return { scenario: name, differences: [], stopped };
    here.push(user);
    there.push(expected.user);
    const all = factDifferences(name, user.facts.all, expected.user.facts.all);
    // Facts after the stop are unknown, so they are not differences.
    const differences = stopped === null ? all : all.filter((one) => one.seen.length > 0);
    return { scenario: name, differences, stopped };
  };
  const noted = async (name: ScenarioName): Promise<Compared> => {
    const compared = await compare(name);
    onCompared(compared);
    return compared;
  };
  const all = await Promise.allSettled(names.map(noted));
  onLeft(await users.deleteAll());
  bank.signal.throwIfAborted();
  const compared = all.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
  const fields = {
    scenario: 'fields' as const,
    differences: fieldDifferences(here, there),
    stopped: null,
  };
  onCompared(fields);
  return [...compared, fields];
}
