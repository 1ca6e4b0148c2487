import type { Bank } from '../bank/bank.ts';
import type { Member } from '../bank/member.ts';
import type {
  BackendEvidence,
  BankRequest,
  MemberMoment,
  PersonEvent,
  WorldEvent,
} from './evidence.ts';

/** `Omit` for each member of a union. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** What a member really showed from a moment on. */
export interface Moment {
  /** In ms since 1970. */
  readonly at: number;
  readonly shown: Member['shown'];
  /** Whether a job runs, or waits to begin. */
  readonly isRunning: boolean;
}

/** Writes down all that the members of a bank show. @returns The moments of each member, in the order in which they appeared. It grows. */
export function recordMoments(bank: Bank): ReadonlyMap<string, readonly Moment[]> {
  const all = new Map<string, Moment[]>();
  bank.onWrite(({ type, guid, value }) => {
    if (type !== 'member' || value === null || !('shown' in value)) return;
    const moments = all.get(guid) ?? [];
    all.set(guid, moments);
    const { shown } = value;
    const isRunning = value.job !== null;
    const last = moments.at(-1);
    if (last?.shown !== shown || last.isRunning !== isRunning)
      moments.push({ at: bank.now, shown, isRunning });
  });
  return all;
}

/** The moments of a member from `begun` on, as evidence. The first one is how the member was then. */
function momentsSince(
  moments: readonly Moment[],
  member: number,
  begun: number,
): readonly MemberMoment[] {
  const found: MemberMoment[] = [];
  let jobsEnded = 0;
  for (const [index, { at, shown, isRunning }] of moments.entries()) {
    const isBefore = at < begun;
    if (!isBefore && !isRunning && moments[index - 1]?.isRunning) jobsEnded += 1;
    if (found.at(-1)?.at === 0 && isBefore) found.pop();
    found.push({
      at: Math.max(0, at - begun),
      member,
      status: shown.status,
      errorCode: shown.errorCode,
      running: isRunning,
      questions: shown.challenges.map(({ guid }) => guid),
      jobsEnded,
    });
  }
  return found;
}

/** Collects the evidence of a plan as it happens. */
export class EvidenceRecorder {
  readonly #now: () => number;
  readonly #requests: BankRequest[] = [];
  readonly #moments: ReadonlyMap<string, readonly Moment[]>;
  readonly #people: PersonEvent[] = [];
  readonly #world: WorldEvent[] = [];
  readonly #looks: { at: number; person: number }[] = [];

  #begun = Number.POSITIVE_INFINITY;

  constructor(bank: Bank) {
    this.#now = () => bank.now;
    this.#moments = recordMoments(bank);
  }

  /** From here on what happens is evidence. */
  begin(): void {
    this.#begun = this.#now();
  }

  /** The time since the beginning, in ms of the bank's clock. */
  get now(): number {
    return this.#now() - this.#begun;
  }

  /** The guids of all members, in the order in which they appeared. */
  get members(): readonly string[] {
    return [...this.#moments.keys()];
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

  /** When somebody last did or saw something. */
  get lastOfPeople(): number {
    return this.#people.at(-1)?.at ?? 0;
  }

  evidence(speed: number, output: BackendEvidence['output']): BackendEvidence {
    const requests = this.#requests.toSorted((a, b) => a.at - b.at);
    const moments = [...this.#moments.values()]
      .flatMap((own, index) => momentsSince(own, index + 1, this.#begun))
      .sort((a, b) => a.at - b.at);
    return {
      speed,
      until: this.now,
      requests,
      moments,
      people: this.#people,
      looks: this.#looks,
      world: this.#world,
      output,
    };
  }
}
