import { render } from 'lit';
import type { PocketBank } from '../bank/pocket-bank.ts';
import { part } from '../part.ts';
import type { Playground } from '../playground.ts';
import { testOf } from './as-test.ts';
import { NaiveClient } from './naive.ts';
import { RunReplay } from './replay.ts';
import { linkTo, type Run, runIn, runOf } from './run.ts';
import { type Done, type ExtrasView, extrasView, ledgerView } from './view.ts';

/** The script that loads after the page. It compares, replays and copies runs. */

/** How long "Copied" is shown, in ms. */
const SAID_FOR = 3_000;

const doneAt = (bank: PocketBank, state: string): Done => ({
  ...bank.received(),
  requests: bank.requests,
  state,
});

class Extras {
  readonly #page: Playground;
  #replay: RunReplay | null = null;
  #naive: NaiveClient | null = null;
  #copy: PocketBank | null = null;
  /** The connection that the naive client is compared with. */
  #beside: unknown = null;
  #copied: ExtrasView['copied'] = null;

  constructor(page: Playground) {
    this.#page = page;
  }

  async replay(run: Run): Promise<void> {
    this.#replay = new RunReplay(this.#page, run);
    await this.#replay.start();
  }

  draw(): void {
    this.#replay?.look();
    this.#followPage();
    const view = this.#view();
    render(ledgerView(view), part('ledger'));
    render(extrasView(view), part('extras'));
  }

  /** Starts a new naive client for a new member on the page. */
  #followPage(): void {
    const { connection, scenario, isRestored } = this.#page.state;
    if (connection === this.#beside) return;
    this.#beside = connection;
    this.#naive?.stop();
    this.#naive = null;
    if (!connection || isRestored || scenario.institutionCode !== 'mxbank') return;
    void this.#race();
  }

  async #race(): Promise<void> {
    const { fields } = this.#page.state;
    const run = runOf(this.#page);
    const copy = await this.#page.openCopy();
    const naive = new NaiveClient(
      copy,
      (round) => this.#hasAnswered(round),
      () => this.draw(),
    );
    this.#copy = copy;
    this.#naive = naive;
    await naive.start(
      fields.map(({ guid, fieldName }) => ({
        guid,
        value: fieldName === 'LOGIN' ? 'mxuser' : (run?.password ?? ''),
      })),
    );
  }

  /** Whether the person has answered a round. The person answers for both clients. After the end of the member, the rest is answered at once. */
  #hasAnswered(round: number): boolean {
    const isOver = this.#page.state.scene?.view.outcome != null;
    return isOver || (runOf(this.#page)?.rounds.length ?? 0) > round;
  }

  #view(): ExtrasView {
    const { bank, state } = this.#page;
    const { scene, connection, isRestored } = state;
    const run = connection && runOf(this.#page);
    const outcome = scene?.view.outcome ?? null;
    const isWhole =
      run !== null && outcome !== null && !run.hasRetried && Object(outcome).reason !== 'cancelled';
    const [naive, copy] = [this.#naive, this.#copy];
    return {
      own: connection && bank ? doneAt(bank, scene?.view.state ?? 'begins') : null,
      naive: naive && copy ? { ...doneAt(copy, naive.state), habits: naive.habits } : null,
      faults: state.faults,
      noNaive: !connection
        ? ''
        : isRestored
          ? 'The loop does not survive a reload, because it saves nothing.'
          : state.scenario.institutionCode === 'mxbank'
            ? ''
            : "The loop cannot visit the bank's own page.",
      link: run && linkTo(run, location.href),
      test: isWhole ? testOf(run, outcome) : null,
      noTest: isWhole
        ? ''
        : outcome === null
          ? 'You can copy the test after the lifecycle has ended.'
          : 'You cannot copy a run as a test if it was cancelled or tried again.',
      copied: this.#copied,
      copy: (what, text) => void this.#take(what, text),
    };
  }

  async #take(what: 'link' | 'test', text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.#say(what);
      setTimeout(() => this.#say(null), SAID_FOR);
    } catch {
      // The browser denies the clipboard, so the text is shown to be copied by hand.
      prompt('Copy this:', text);
    }
  }

  #say(copied: ExtrasView['copied']): void {
    this.#copied = copied;
    this.draw();
  }
}

const shared = window.playground;
if (shared) {
  const extras = new Extras(shared.page);
  shared.draw = () => extras.draw();
  const run = runIn(location.hash);
  if (run) void extras.replay(run);
  extras.draw();
}
