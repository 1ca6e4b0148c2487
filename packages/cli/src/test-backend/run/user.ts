/** A question, as the user's part shows it to the person. */
export interface AskedQuestion {
  readonly guid: string;
  readonly options: readonly {
    readonly guid?: string;
    readonly label?: string;
    readonly value?: string;
  }[];
}

/** What a person sees of a lifecycle. */
export interface SeenByPerson {
  readonly state: 'working' | 'asking' | 'connected' | 'failed';
  /** Those that wait for an answer. */
  readonly questions: readonly AskedQuestion[];
}

/** A person, as the user's part gets it. */
export interface PersonToConnect {
  readonly userGuid: string;
  readonly memberGuid: string;
  readonly institutionCode: string;
  readonly username: string;
  readonly password: string;
  /** What the person has entered since the last start, as MX takes it; `null` for nothing new. */
  readonly credentials: readonly { readonly guid: string; readonly value: string }[] | null;
}

export interface GivenValue {
  readonly guid: string;
  readonly value: string;
}

/** How a person acts on the server: by three addresses, or by a module of the server's author. */
export interface UserPart {
  /** Starts a lifecycle. A server that makes its own member says which one. */
  start(person: PersonToConnect): Promise<{ userGuid?: string; memberGuid?: string } | undefined>;
  status(person: PersonToConnect): Promise<SeenByPerson>;
  answer(person: PersonToConnect, answers: readonly GivenValue[]): Promise<void>;
}

/** The server did not do what was asked. */
export class ServerRefused extends Error {
  override readonly name = 'ServerRefused';
  /** `null` where nothing was answered. */
  readonly status: number | null;

  constructor(status: number | null) {
    super('The server refused.');
    this.status = status;
  }
}

/** The user's part is wrong itself: what it returned or threw. The message holds no value. */
export class UserPartError extends Error {
  override readonly name = 'UserPartError';
}

const STATES = ['working', 'asking', 'connected', 'failed'] as const;

/** Reads what a status address or a module returned. @throws {UserPartError} that says what was expected. */
export function readSeen(value: unknown): SeenByPerson {
  const { state, questions } = Object(value);
  const known = STATES.find((name) => name === state);
  if (!known)
    throw new UserPartError(
      `The status has a "state" that is one of ${STATES.join(', ')}; ${typeof state === 'string' ? 'this one has another word' : 'this one has none'}.`,
    );
  const list: readonly unknown[] = Array.isArray(questions) ? questions : [];
  if (list.some((one) => typeof Object(one).guid !== 'string'))
    throw new UserPartError('Each entry of "questions" has a "guid", the guid of MX\'s challenge.');
  return {
    state: known,
    questions: list.map((one) => ({ guid: Object(one).guid, options: Object(one).options ?? [] })),
  };
}
