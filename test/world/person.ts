import type { MemberId, MemberView } from '@mx-member/machine/step';
import { habitOf, sentBy } from '../../packages/simulator/src/world/habits.ts';
import type { App } from './app.ts';
import type { Answered, Happened } from './happened.ts';
import type { Door } from './hosts/door.ts';
import type { Processes } from './processes.ts';
import type { Passwords } from './secrets.ts';

/** How often the person looks, in ms: ever more rarely while nothing changes. */
const LOOKS_EVERY = 1_000;
const LOOKS_AT_LEAST_EVERY = 30_000;
/** How long the page takes to which they come back, in ms. */
const COMES_BACK = 3_000;

/** The person before the screen: they look, answer, go to the bank's page and come back, open a second tab, and try again. */
export class Person {
  readonly #world: Happened;
  readonly #processes: Processes;
  readonly #app: App;
  readonly #passwords: Passwords;
  /** The last question that they have answered, and since when they read the next one. */
  #answered = -1;
  #questionFrom = 0;

  constructor(world: Happened, processes: Processes, app: App, passwords: Passwords) {
    this.#world = world;
    this.#processes = processes;
    this.#app = app;
    this.#passwords = passwords;
  }

  /** Until they see the end, or have no more patience. */
  async live(): Promise<void> {
    const { plan, time, mx, began } = this.#world;
    const { person, clock, deaths, downFor } = plan;
    const until = time.now() + time.patience + deaths.length * downFor;
    for (let last = time.now(); last < until; ) {
      const next = time.now();
      mx.setClock(Math.round((clock.drift * (next - last)) / 1_000));
      last = next;
      await mx.simulator.webhooks.flush();
      await this.#processes.alive();
      await this.#visitBank();
      await this.#openSecondTab();
      const passed = time.now() - began;
      const { away } = person;
      const isAway = away !== null && passed >= away.from && passed < away.from + away.for;
      if (this.#app.later === null && (await this.#look(isAway))) break;
      await time.pass(this.#looksIn);
    }
    this.#world.wasAtWork = this.#world.members.some(({ job }) => job !== null);
  }

  get #looksIn(): number {
    const { views, acts, time } = this.#world;
    const changed = Math.max(views.at(-1)?.at ?? 0, acts.at(-1)?.at ?? 0);
    const rest = (time.now() - changed) / 60;
    return Math.min(LOOKS_AT_LEAST_EVERY, Math.max(LOOKS_EVERY, rest));
  }

  /** @returns Whether that is the end. */
  async #look(isAway: boolean): Promise<boolean> {
    const { time, views, plan } = this.#world;
    const member = this.#app.member as MemberId;
    const view = await this.#processes.call((door) => door.view(member));
    // A page that has forgotten everything asks again.
    if (view.revision < (this.#world.view?.revision ?? 0)) this.#answered = -1;
    if (JSON.stringify(view) !== JSON.stringify(this.#world.view))
      views.push({ at: time.now(), view });
    if (!view.outcome) {
      if (view.needs === 'answers' && !isAway) await this.#answer(view);
      return false;
    }
    const { due } = this.#app;
    if (due) {
      this.#app.due = null;
      await due(view.revision);
      return false;
    }
    if (this.#hasMore(view)) {
      if (isAway) return false;
      await time.pass(plan.person.readsFor);
      await this.#app.enterAgain(view.revision);
      return false;
    }
    this.#world.endedAt = time.now();
    return true;
  }

  /** Whether the person has other credentials to enter. */
  #hasMore({ outcome }: MemberView): boolean {
    const { plan, isBankPage } = this.#world;
    const reason = outcome?.outcome === 'failed' ? outcome.reason : null;
    const hasFailed = reason === 'credentials' || (plan.person.insists && reason === 'locked');
    return hasFailed && !isBankPage && this.#passwords.left > 0;
  }

  async #openSecondTab(): Promise<void> {
    const { plan, time, began, view, hints } = this.#world;
    const { secondTabAt } = plan.person;
    const open = this.#app.again;
    if (secondTabAt === null || !open || !view || time.now() - began < secondTabAt) return;
    this.#app.again = null;
    if (view.outcome) return;
    hints.push(time.now());
    await open();
  }

  async #visitBank(): Promise<void> {
    const { plan, time, mx } = this.#world;
    const { window } = this.#app;
    if (window === null || time.now() - window.from < plan.person.atBankFor) return;
    this.#app.window = null;
    if (this.#passwords.left > 1) {
      this.#passwords.drop();
      await mx.decide(window.uri, 'deny');
      return this.#app.openWindow();
    }
    await this.#app.authorize(window.uri);
    const { later } = this.#app;
    this.#app.later = null;
    if (later) {
      await time.pass(COMES_BACK);
      await later();
    }
    // The page tells the host that the person is back.
    this.#processes.hint(this.#app.member as MemberId);
  }

  async #answer({ prompt, challenges }: MemberView): Promise<void> {
    const { plan, time, mx, answers: all, written } = this.#world;
    const habit = habitOf(plan.answers);
    if (habit.to === null || prompt === this.#answered) return;
    if (this.#questionFrom === 0) this.#questionFrom = time.now();
    if (time.now() - this.#questionFrom < plan.person.readsFor) return;
    this.#questionFrom = 0;
    const before = this.#answered;
    this.#answered = prompt;
    const member = this.#app.member as MemberId;
    if (habit.to === 'mx') return mx.answerElsewhere(member.memberGuid);
    const typed = (isRight: boolean) => mx.secrets.answer(isRight);
    const sent = sentBy(habit, challenges, typed, before === -1);
    const guids = challenges.map(({ guid }) => guid);
    const send = async (door: Door, answers: (typeof sent)[number]) => {
      const given: Answered = { at: time.now(), guids, prompt, isAccepted: null };
      all.push(given);
      const answered = await door.answer(member, { answers, prompt });
      given.isAccepted = answered.problems.length === 0;
      if (answered.problems.some(({ code }) => code === 'notYet')) this.#answered = before;
    };
    this.#world.noteAct('answer');
    await this.#processes
      .call((door) => Promise.all(sent.map((values) => send(door, values))))
      .catch((thrown: unknown) => written.push(String(thrown)));
  }
}
