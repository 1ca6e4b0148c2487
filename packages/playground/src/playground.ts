import { createMx, type Mx } from '@mx-member/adapters/mx';
import { type BrowserHost, createBrowserHost } from '@mx-member/connect/browser-host';
import type { MemberInput } from '@mx-member/machine/step';
import { recordView } from '@mx-member/machine/step';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import type { FaultName } from './bank/fault-names.ts';
import { setFaults } from './bank/faults.ts';
import { bankPage } from './bank/oauth-page.ts';
import { ORIGIN, openBank, type PocketBank } from './bank/pocket-bank.ts';
import type { PageClock } from './clock.ts';
import { takenBy } from './log/entries.ts';
import { EMPTY_JOURNAL, noted } from './log/journal.ts';
import { connectMember } from './member/connection.ts';
import type { MemberStep } from './member/step.ts';
import type { PagePace } from './pace.ts';
import { scenarioOf } from './scenarios.ts';
import { EMPTY_PAGE, type LoginValues, type PlaygroundState } from './state.ts';
import { forget, load, save } from './storage.ts';

/** How long after a step the timer of its wait may still be set, in ms. */
const SET_LATER = 100;

const mxOf = (bank: PocketBank): Mx =>
  createMx({
    clientId: DEFAULT_CLIENT_ID,
    apiKey: DEFAULT_API_KEY,
    environment: new URL(ORIGIN),
    fetch: bank.fetch,
  });

const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : 'Something went wrong.';

/** The page without its markup: its state and its actions. */
export class Playground {
  readonly #pace: PagePace;
  readonly #clock: PageClock;
  readonly #onChange: (state: PlaygroundState) => void;
  /** A copy of the bank with the same faults. */
  #copy: PocketBank | null = null;
  #state: PlaygroundState = EMPTY_PAGE;
  #bank: PocketBank | null = null;
  #host: BrowserHost | null = null;
  /** The records that the host has stored, by key. */
  #kept: Readonly<Record<string, string>> = {};
  #input: MemberInput | null = null;
  #windowUri = '';
  /** Whether the login form leads to the bank's own page, which opens as soon as MX has its address. */
  #isGoingToBank = false;

  constructor(pace: PagePace, clock: PageClock, onChange: (state: PlaygroundState) => void) {
    this.#pace = pace;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  get state(): PlaygroundState {
    return this.#state;
  }

  #set(changes: Partial<PlaygroundState>): void {
    this.#state = { ...this.#state, ...changes };
    this.#onChange(this.#state);
  }

  /** Continues from an earlier page, or opens an empty bank. */
  async open(): Promise<void> {
    const saved = load();
    if (!saved) return this.startOver();
    this.#clock.restore(saved.ahead);
    try {
      this.#bank = await openBank(this.#pace.step, saved.diary);
      this.#set({
        scenario: scenarioOf(saved.scenario),
        isRestored: true,
        journal: { log: saved.log, views: saved.views },
        turned: saved.turned,
      });
      this.#setFaults(saved.faults);
      this.#run(saved.input, saved.kept);
    } catch {
      await this.startOver();
    }
  }

  /** Opens a new bank without a member. The switches stay as they are. */
  async startOver(): Promise<void> {
    await this.#host?.close();
    this.#host = null;
    this.#kept = {};
    this.#input = null;
    forget();
    this.#bank = await openBank(this.#pace.step);
    this.#set({
      connection: null,
      refusal: null,
      scene: null,
      isRestored: false,
      journal: EMPTY_JOURNAL,
      selected: null,
      bankPage: null,
      turned: [],
    });
    this.#setFaults(this.#state.faults);
    await this.choose(this.#state.scenario.id);
  }

  /** Chooses a scenario. */
  async choose(id: string): Promise<void> {
    const scenario = scenarioOf(id);
    this.#set({ scenario, refusal: null });
    const { institutionCode } = scenario;
    await this.#send(async (mx) => {
      const fields = await mx.institutionCredentials({ institutionCode });
      if (this.#state.scenario === scenario) this.#set({ fields });
    });
  }

  /** Creates the member. MX starts a job by itself, so the lifecycle begins with `job: null`. */
  async login(values: LoginValues): Promise<void> {
    const { scenario, fields, isSending } = this.#state;
    if (isSending) return;
    const { institutionCode } = scenario;
    const isOauth = institutionCode === 'mx_bank_oauth';
    // The fields could not be read before, so this tries again.
    if (!isOauth && fields.length === 0) return this.choose(scenario.id);
    const credentials = Object.entries(values).map(([guid, value]) => ({ guid, value }));
    await this.#send(async (mx) => {
      const { userGuid } = await mx.createUser();
      const { member, reading } = await mx.createMember({
        userGuid,
        institutionCode,
        ...(isOauth ? { isOauth } : { credentials }),
      });
      this.#isGoingToBank = isOauth;
      this.#set({ isRestored: false, turned: [[0, this.#state.faults]] });
      const act = { type: 'creation', before: null, reply: reading, at: Date.now() } as const;
      this.#run({ member, job: 'aggregate', act, oauth: isOauth }, {});
    });
  }

  setFaults(faults: readonly FaultName[]): void {
    this.#setFaults(faults);
    const { journal, turned } = this.#state;
    const [first] = journal.log;
    if (first) this.#set({ turned: [...turned, [Date.now() - first.at, faults]] });
    this.#save();
  }

  #setFaults(faults: readonly FaultName[]): void {
    for (const bank of [this.#bank, this.#copy])
      if (bank) setFaults(bank.faults, faults, this.#pace);
    this.#set({ faults });
  }

  /** The bank of the member; `null` before the page is open. */
  get bank(): PocketBank | null {
    return this.#bank;
  }

  /** Opens an empty copy of the bank with the same faults. */
  async openCopy(): Promise<PocketBank> {
    this.#copy = await openBank(this.#pace.step);
    setFaults(this.#copy.faults, this.#state.faults, this.#pace);
    return this.#copy;
  }

  pause(isPaused: boolean): void {
    if (isPaused) this.#clock.pause();
    else this.#clock.goOn();
    this.#set({ isPaused, isSkipping: false });
  }

  /** Skips the wait before the next poll. */
  skip(): void {
    const { dueAt = null } = this.#state.scene ?? {};
    if (dueAt !== null) this.#clock.jumpTo(dueAt + SET_LATER);
    this.#onChange(this.#state);
  }

  skipAlways(isSkipping: boolean): void {
    if (this.#state.isPaused) this.#clock.goOn();
    this.#set({ isSkipping, isPaused: false });
    this.#skipIfWanted();
  }

  /** Skips waits if wanted. Not while a question is open, because it can expire. */
  #skipIfWanted(): void {
    const { isSkipping, scene } = this.#state;
    if (isSkipping && scene && scene.view.needs === null) this.skip();
  }

  /** Opens the bank's own page. */
  async #visitBank(): Promise<void> {
    const member = this.#input?.member;
    if (!member || this.#state.isSending) return;
    await this.#send(async (mx, bank) => {
      this.#windowUri = (await mx.oauthWindowUri({ member })).oauthWindowUri;
      this.#set({ bankPage: await bankPage(bank, this.#windowUri) });
    });
  }

  /** Takes the user's choice on the bank's page. MX returns the result, and the machine polls. */
  async decide(decision: string): Promise<void> {
    if (!this.#bank) return;
    this.#set({ bankPage: await bankPage(this.#bank, this.#windowUri, decision) });
    this.#state.connection?.returned(
      decision === 'deny' ? { status: 'error', error_reason: 'DENIED' } : { status: 'success' },
    );
  }

  leaveBank(): void {
    this.#set({ bankPage: null });
  }

  /** Sends something to MX for a form. If MX refuses, the page shows why. */
  async #send(work: (mx: Mx, bank: PocketBank) => Promise<void>): Promise<void> {
    const bank = this.#bank;
    if (!bank) return;
    this.#set({ isSending: true, refusal: null });
    try {
      await work(mxOf(bank), bank);
    } catch (thrown) {
      this.#set({ refusal: messageOf(thrown) });
    } finally {
      this.#set({ isSending: false });
    }
  }

  /** @param kept The stored records of an earlier page, to continue from. */
  #run(input: MemberInput, kept: Readonly<Record<string, string>>): void {
    const bank = this.#bank;
    if (!bank) return;
    this.#input = input;
    this.#kept = kept;
    const mx = mxOf(bank);
    this.#host = createBrowserHost({
      port: mx,
      // Each tab has its own bank, so another tab must not take the member over.
      name: `playground ${Math.random()}`,
      storage: {
        getItem: (key) => this.#kept[key] ?? null,
        setItem: (key, text) => {
          this.#kept = { ...this.#kept, [key]: text };
        },
      },
      onStep: (step) => this.#note({ ...step, at: Date.now() }),
    });
    const visit = () => void this.#visitBank();
    const { scenario } = this.#state;
    const paced = { ...input, ...this.#pace.pacing };
    this.#set({ connection: connectMember(this.#host, mx, paced, scenario, visit) });
  }

  #note(made: MemberStep): void {
    const { after, effects, at } = made;
    const wait = effects.find((one) => one.type === 'wait');
    const view = recordView(after);
    const isAway = view.needs === 'authorization';
    this.#set({
      scene: {
        view,
        place: after.state,
        taken: takenBy(made),
        dueAt: wait ? at + wait.ms : null,
      },
      journal: noted(this.#state.journal, made),
      ...(!isAway && { bankPage: null }),
    });
    this.#save();
    if (isAway && this.#isGoingToBank) {
      this.#isGoingToBank = false;
      void this.#visitBank();
    }
    // After the host has begun its wait.
    queueMicrotask(() => this.#skipIfWanted());
  }

  /** Shows the chart and the view at the time of an entry of the log; `null` shows the present again. */
  select(id: number | null): void {
    this.#set({ selected: id });
  }

  /** Saves the page at every step, so that a reload or a crash loses nothing. */
  #save(): void {
    const { scenario, faults, turned, journal } = this.#state;
    if (!this.#input || !this.#bank) return;
    const isKept = save({
      version: 5,
      input: this.#input,
      ...journal,
      scenario: scenario.id,
      kept: this.#kept,
      diary: this.#bank.diary,
      faults,
      turned,
      ahead: this.#clock.ahead,
    });
    if (isKept !== this.#state.isKept) this.#set({ isKept });
  }
}
