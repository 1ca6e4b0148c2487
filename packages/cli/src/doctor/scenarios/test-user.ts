import { createMx, type Mx } from '@mx-member/adapters/mx';
import { createHost } from '@mx-member/host';
import { sleep } from '@mx-member/http/web';
import { DEFAULT_PACING, type MemberInput, type MemberView, MxError } from '@mx-member/machine';
import type { StepTracer } from '@mx-member/machine/trace';
import type { Environment } from '../../common/mx-keys.ts';
import { PACING, type PaceName } from '../../common/pacing.ts';
import type { Fetch } from '../probe.ts';
import { FactBook, memberIn, memberShown, nameOf, replyShown } from './facts.ts';
import { type RecordedCall, Recorder } from './recorder.ts';

/** The user of one scenario at a bank, its client, and the lifecycle by our rules. */

export interface BankUnderTest {
  readonly clientId: string;
  readonly apiKey: string;
  readonly environment: Environment;
  readonly fetch: Fetch;
  readonly pace: PaceName;
  /** How long to wait for a question to expire, in ms. */
  readonly expiry: number;
  readonly signal: AbortSignal;
  /** Gets each step of the lifecycles. */
  readonly trace?: StepTracer;
}

export interface TestUserOptions extends BankUnderTest {
  readonly userGuid: string;
}

const MX_BANK = 'mxbank';

/** How long a lifecycle may take, in ms. A question that expires may take longer. */
const LIFECYCLE = 120_000;

/** The time between two of our own polls, as MX asks (A-STAT). In ms. */
const POLL = DEFAULT_PACING.busy;

const isStatus = ({ endpoint }: RecordedCall): boolean => endpoint.endsWith('/status');

/** Whether a call is a reading: of the status, or of the member page, which has more fields. */
const isReading = (exchange: RecordedCall): boolean =>
  isStatus(exchange) || exchange.endpoint === 'GET /users/*/members/*';

/** Resolves after `ms`, or at an abort. */
const pause = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, signal).catch(() => {});

export class TestUser {
  readonly facts = new FactBook();
  readonly mx: Mx;
  readonly bank: BankUnderTest;
  readonly userGuid: string;
  readonly #recorder: Recorder;

  constructor(options: TestUserOptions) {
    this.bank = options;
    this.userGuid = options.userGuid;
    this.#recorder = new Recorder(options.fetch);
    const { clientId, apiKey, environment } = options;
    this.mx = createMx({ clientId, apiKey, environment, fetch: this.#recorder.fetch });
  }

  get exchanges(): readonly RecordedCall[] {
    return this.#recorder.calls;
  }

  /** Makes a call and notes the reply. @returns The result; `null` if MX refused the call. */
  async ask<Result>(what: string, call: () => Promise<Result>): Promise<Result | null> {
    this.bank.signal.throwIfAborted();
    try {
      const result = await call();
      this.#noteReply(what);
      return result;
    } catch (thrown) {
      this.bank.signal.throwIfAborted();
      if (!(thrown instanceof MxError)) throw thrown;
      this.#noteReply(what);
      return null;
    }
  }

  #noteReply(what: string): void {
    const { last } = this.#recorder;
    if (last) this.facts.note(what, replyShown(last));
  }

  /** The login that the user types at MX Bank. */
  async login(password: string) {
    const { signal } = this.bank;
    const fields = await this.mx.institutionCredentials({ institutionCode: MX_BANK }, { signal });
    this.facts.note(
      'the fields of the login form',
      fields.map(({ fieldName }) => nameOf(fieldName)).join(', '),
    );
    return fields.map(({ guid, fieldName }) => ({
      guid,
      value: fieldName === 'PASSWORD' ? password : 'mxuser',
    }));
  }

  /** Creates a member at MX Bank. @throws {Error} if MX refuses it, because the scenario cannot go on. */
  async member(password: string) {
    const { userGuid } = this;
    const credentials = await this.login(password);
    const created = await this.ask('the new member', () =>
      this.mx.createMember({ userGuid, institutionCode: MX_BANK, credentials }),
    );
    if (!created) throw new Error('MX refused the new member.');
    return created;
  }

  /**
   * Follows a member by our rules to the end of its lifecycle, and notes the questions.
   * @param answers The user's answers, in the order of the questions; `null` leaves a question open. It ends at a question
   *   without an answer.
   */
  async follow(
    input: Pick<MemberInput, 'member' | 'job' | 'act' | 'oauth'>,
    answers: readonly (string | null)[],
    limit = LIFECYCLE,
  ): Promise<MemberView> {
    const { pace, signal, trace } = this.bank;
    const host = await createHost({
      port: this.mx,
      ...PACING[pace],
      onError: () => {},
      ...(trace && { trace }),
    });
    const close = () => void host.close();
    signal.addEventListener('abort', close, { once: true });
    const until = performance.now() + limit;
    const { member } = input;
    try {
      let view = await host.start(input);
      for (let asked = 0; !view.outcome && performance.now() < until; ) {
        if (view.needs === 'authorization') break;
        if (view.needs === 'answers' && view.prompt > asked) {
          asked = view.prompt;
          this.#noteQuestions(view);
          if (asked > answers.length) break;
          const answer = answers[asked - 1] ?? null;
          if (answer !== null) ({ view } = await host.answer(member, answersTo(view, answer)));
        } else view = await host.next(member, { revision: view.revision, wait: 1_000 });
      }
      return view;
    } catch (thrown) {
      signal.throwIfAborted();
      throw thrown;
    } finally {
      signal.removeEventListener('abort', close);
      await host.close();
    }
  }

  /** Waits a few seconds. */
  pause(): Promise<void> {
    return pause(POLL, this.bank.signal);
  }

  /** Follows a member until the bank asks a question. @throws {Error} if it does not. */
  async untilChallenged(input: Pick<MemberInput, 'member' | 'job' | 'act'>): Promise<void> {
    const { needs } = await this.follow(input, []);
    if (needs !== 'answers') throw new Error('MX Bank asked no question.');
  }

  #noteQuestions({ challenges, prompt }: MemberView): void {
    this.facts.note(`question ${prompt}`, challenges.map(({ type }) => nameOf(type)).join(' and '));
  }

  /** Notes how a lifecycle ended. */
  noteEnd({ outcome, needs, status }: MemberView): void {
    const end =
      outcome?.outcome === 'connected'
        ? `connected${outcome.fresh ? ' with new data' : ''}`
        : outcome
          ? `failed: ${outcome.reason}, ${nameOf(outcome.connectionStatus)}`
          : needs
            ? `it still needs ${needs}`
            : 'it did not end in time';
    this.facts.note('the end by our rules', end);
    if (status && !status.known)
      this.facts.note('a status that no rule knows', nameOf(status.name));
  }

  /**
   * Notes what the bank showed, at the end of the scenario.
   * @param isComplete Whether the scenario finished. Then the last poll shows how it ended.
   */
  close(isComplete: boolean): void {
    for (const { body } of this.exchanges) {
      const member = memberIn(body);
      if (!('connection_status' in member)) continue;
      if (member.connection_status === 'CHALLENGED')
        this.facts.note('while a question stands', memberShown(member));
      else if (member.is_being_aggregated === true) {
        this.facts.note('while a job runs', memberShown(member), 'within');
        // The success of a job is stamped when the job has ended.
        this.facts.note('the time stamps while a job runs', stampsOf(member), 'within');
      }
    }
    let lastJob: unknown;
    for (const exchange of this.exchanges) {
      const { most_recent_job_guid: job } = memberIn(exchange.body);
      if (exchange.endpoint.endsWith('/aggregate') && exchange.status === 202)
        this.facts.note('the job that a reply to a start names', jobNamed(job, lastJob));
      lastJob = job ?? lastJob;
      if (isStatus(exchange) && exchange.status !== 200)
        this.facts.note('the status', replyShown(exchange));
      if (exchange.endpoint.endsWith('/resume'))
        this.facts.note('the replies to answers', replyShown(exchange));
      if (exchange.endpoint.endsWith('/aggregate'))
        this.facts.note('the replies to starts', replyShown(exchange));
    }
    const read = this.exchanges.findLast((one) => isReading(one) && one.status === 200);
    if (!isComplete || !read) return;
    const last = memberIn(read.body);
    this.facts.note('at last', memberShown(last));
    if (last.connection_status === 'CONNECTED')
      this.facts.note('the time stamps at last', stampsOf(last));
  }
}

/** The same answer to each question: the text itself, or the option with that name. */
const answersTo = ({ challenges, prompt }: MemberView, value: string) => ({
  prompt,
  answers: challenges.map((challenge) => {
    const options = 'options' in challenge ? (challenge.options ?? []) : [];
    const option = options.find((one) => one.value === value || one.label === value);
    return { guid: challenge.guid, value: option?.value ?? value };
  }),
});

/** Which job a reply to a start names. */
const jobNamed = (job: unknown, lastJob: unknown): string =>
  typeof job !== 'string' ? 'none' : job === lastJob ? 'the one before' : 'a new one';

/** Whether the success belongs to the last job. */
function stampsOf({
  aggregated_at: begun,
  successfully_aggregated_at: done,
}: Readonly<Record<string, unknown>>) {
  const [from, to] = [begun, done].map((moment) => Date.parse(String(moment)));
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to))
    return 'one is missing';
  return to >= from ? 'the success is of the last job' : 'the success is older than the last job';
}
