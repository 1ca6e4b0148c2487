import type {
  BackendEvidence,
  BankRequest,
  MemberMoment,
  PersonEvent,
  WorldEvent,
} from '../evidence/evidence.ts';

/** `Omit` for each member of a union. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Collects the evidence of one scenario as it happens. */
export class EvidenceRecorder {
  readonly #now: () => number;
  readonly #requests: BankRequest[] = [];
  readonly #moments: MemberMoment[] = [];
  readonly #people: PersonEvent[] = [];
  readonly #world: WorldEvent[] = [];
  readonly #looks: { at: number; person: number }[] = [];

  /** @param now The time since the scenario began, in ms of the bank's clock. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get now(): number {
    return this.#now();
  }

  request(request: BankRequest): void {
    this.#requests.push(request);
  }

  person(event: Without<PersonEvent, 'at'>): void {
    this.#people.push({ ...event, at: this.now } as PersonEvent);
  }

  look(person: number): void {
    this.#looks.push({ at: this.now, person });
  }

  world(event: Without<WorldEvent, 'at'>, at = this.now): void {
    this.#world.push({ ...event, at } as WorldEvent);
  }

  /** Notes the state of a member, if it has changed. */
  moment(moment: MemberMoment): void {
    const last = this.#moments.findLast(({ member }) => member === moment.member);
    const isSame =
      last?.status === moment.status &&
      last.running === moment.running &&
      last.jobsEnded === moment.jobsEnded &&
      last.questions.join() === moment.questions.join();
    if (!isSame) this.#moments.push(moment);
  }

  /** When somebody last did or saw something. */
  get lastOfPeople(): number {
    return this.#people.at(-1)?.at ?? 0;
  }

  evidence(speed: number, output: BackendEvidence['output']): BackendEvidence {
    const requests = this.#requests.toSorted((a, b) => a.at - b.at);
    return {
      speed,
      until: this.now,
      requests,
      moments: this.#moments,
      people: this.#people,
      looks: this.#looks,
      world: this.#world,
      output,
    };
  }
}
