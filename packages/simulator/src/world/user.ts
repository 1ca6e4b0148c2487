/** A question, as the server shows it to the person. */
export interface AskedQuestion {
  readonly guid: string;
  readonly options: readonly {
    readonly guid?: string;
    readonly label?: string;
    readonly value?: string;
  }[];
}

/** The status that a person sees. */
export interface SeenByPerson {
  readonly state: 'working' | 'asking' | 'connected' | 'failed';
  /** The questions that wait for an answer. */
  readonly questions: readonly AskedQuestion[];
}

/** A person, as the user's module gets it. */
export interface PersonToConnect {
  readonly userGuid: string;
  readonly memberGuid: string;
  readonly institutionCode: string;
  readonly username: string;
  readonly password: string;
  /** The login that the person has entered since the last start, in MX's format; `null` if there is none. */
  readonly credentials: readonly { readonly guid: string; readonly value: string }[] | null;
}

/** The answer to a question. */
export interface GivenValue {
  readonly guid: string;
  readonly value: string;
}

/** How a person uses the server: by three addresses, or by a module that the author of the server has written. */
export interface UserPart {
  /** Starts a lifecycle. A server that creates its own member returns the guids. */
  start(person: PersonToConnect): Promise<{ userGuid?: string; memberGuid?: string } | undefined>;
  status(person: PersonToConnect): Promise<SeenByPerson>;
  answer(person: PersonToConnect, answers: readonly GivenValue[]): Promise<void>;
}

/** The server did not do what was asked. */
export class ServerRefused extends Error {
  override readonly name = 'ServerRefused';
  /** The HTTP status; `null` without a reply. */
  readonly status: number | null;

  constructor(status: number | null) {
    super('The server refused.');
    this.status = status;
  }
}

/** The user's part returned or threw something invalid. The message contains no values. */
export class UserPartError extends Error {
  override readonly name = 'UserPartError';
}

const STATES = ['working', 'asking', 'connected', 'failed'] as const;

/** Reads the status that an address or a module returned. @throws {UserPartError} The message says what was expected. */
export function readSeen(value: unknown): SeenByPerson {
  const { state, questions } = Object(value);
  const known = STATES.find((name) => name === state);
  if (!known)
    throw new UserPartError(
      `The "state" of the status must be one of ${STATES.join(', ')}. ${typeof state === 'string' ? 'It is another word' : 'It is missing'}.`,
    );
  const list: unknown = questions ?? [];
  if (!Array.isArray(list))
    throw new UserPartError('The "questions" of the status must be a list.');
  if (list.some((one) => typeof Object(one).guid !== 'string'))
    throw new UserPartError(
      'Each entry of "questions" must have a "guid", the guid of MX\'s challenge.',
    );
  return {
    state: known,
    questions: list.map((one) => ({ guid: Object(one).guid, options: Object(one).options ?? [] })),
  };
}
