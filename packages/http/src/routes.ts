import type { Schema } from '@mx-member/machine/step';
import type { Action } from './addresses.ts';
import {
  ANSWERS_BODY,
  CREATE_BODY,
  CREDENTIALS_BODY,
  EMPTY_BODY,
  NEXT_QUERY,
  OAUTH_BODY,
  READ_STATUS_BODY,
  SEARCH_QUERY,
  START_BODY,
  START_JOB_BODY,
  SUBMIT_ANSWERS_BODY,
  type ValueOf,
} from './schemas.ts';

/**
 * What each call takes and does, as data. Every server here serves rows of this table at the addresses of `ADDRESSES`, and
 * the OpenAPI file is generated from both.
 */

/** One row: what a call takes and does. */
export interface Route {
  readonly about: string;
  /**
   * What the caller needs permission for: a member, a user whom the permission names, or an institution, which belongs to
   * nobody. `authorizeErasure` decides about `erasure`.
   */
  readonly who: 'member' | 'user' | 'institution' | 'erasure';
  /** The option without which a server does not serve the call. @default it needs none */
  readonly needs?: 'access' | 'institutions' | 'creator' | 'authorizeErasure';
  /** The schema of the body. Without it, the body is not read. */
  readonly body?: Schema;
  /** The schema of the parameters after the question mark, as one object. */
  readonly query?: Schema;
  /** Whether the call waits for a long time, and so has a limit of its own. @default false */
  readonly waits?: boolean;
  /**
   * A call that changes something. A repetition by the browser gets the first reply. `alone`: it is refused while
   * another command of the member runs. `beside`: only while one runs alone. @default it only reads
   */
  readonly command?: 'alone' | 'beside' | 'anytime';
  /** The detail of the problem if MX answers 404. @default MX does not know this user or member */
  readonly notFound?: string;
  /** Whether MX starts a job by itself after the call, so a caller who may start no job may not make it. @default false */
  readonly leadsToJob?: boolean;
  /** Whether the call goes straight to MX. @default false */
  readonly isStraight?: boolean;
  /** The type of the result. `nothing` is a 204. */
  readonly result:
    | 'view'
    | 'answered'
    | 'nothing'
    | 'oauthWindow'
    | 'fields'
    | 'updated'
    | 'institutions'
    | 'institution'
    | 'members'
    | 'erased'
    | 'creation'
    | 'reading';
}

export const ROUTES = {
  start: {
    about:
      'Begins a lifecycle for a member that the host does not know. While a lifecycle runs, returns its view. After an outcome, begins again only if `after` is the revision of that outcome. With `replace`, begins even if the record cannot be read: the record is set aside, MX is polled first, and nothing is started while a job runs or a question is open.',
    who: 'member',
    body: START_BODY,
    command: 'beside',
    result: 'view',
  },
  view: {
    about: 'Returns everything that a screen shows.',
    who: 'member',
    result: 'view',
  },
  next: {
    about:
      'Waits for a view with another revision. Returns the same view after `wait` ms (25000 by default).',
    who: 'member',
    query: NEXT_QUERY,
    waits: true,
    result: 'view',
  },
  answer: {
    about:
      'Sends the answers of the user, with the `prompt` of the view that the user answered. `problems` lists what is wrong with them.',
    who: 'member',
    body: ANSWERS_BODY,
    command: 'beside',
    result: 'answered',
  },
  hint: {
    about: 'Polls MX at once, because something may have changed.',
    who: 'member',
    body: EMPTY_BODY,
    result: 'nothing',
  },
  cancel: {
    about: 'Cancels the lifecycle. The job at MX is not stopped.',
    who: 'member',
    body: EMPTY_BODY,
    command: 'anytime',
    result: 'view',
  },
  oauthWindowUri: {
    about: "Returns the address of the bank's own page, to open in a window. It can be used once.",
    who: 'member',
    needs: 'access',
    body: OAUTH_BODY,
    leadsToJob: true,
    isStraight: true,
    result: 'oauthWindow',
  },
  updateCredentials: {
    about: 'Sends new credentials straight to MX, which starts a job. They are not stored.',
    who: 'member',
    needs: 'access',
    body: CREDENTIALS_BODY,
    command: 'alone',
    leadsToJob: true,
    isStraight: true,
    result: 'updated',
  },
  institutionCredentials: {
    about: "Returns the fields of the institution's login form.",
    who: 'institution',
    notFound: 'MX does not know this institution. Check its code.',
    needs: 'access',
    isStraight: true,
    result: 'fields',
  },
  institutions: {
    about: 'Searches institutions by a part of their name, 25 on a page.',
    who: 'institution',
    needs: 'institutions',
    query: SEARCH_QUERY,
    isStraight: true,
    result: 'institutions',
  },
  institution: {
    about: 'Returns one institution.',
    who: 'institution',
    notFound: 'MX does not know this institution. Check its code.',
    needs: 'institutions',
    isStraight: true,
    result: 'institution',
  },
  members: {
    about: 'Lists the members of a user at MX, also members that the host does not know.',
    who: 'user',
    notFound: 'MX does not know this user.',
    needs: 'creator',
    isStraight: true,
    result: 'members',
  },
  create: {
    about:
      'Creates a member. At most one login happens for one id, so the request can be repeated.',
    who: 'user',
    notFound: 'MX does not know this user, or this institution. Check the code of the institution.',
    needs: 'creator',
    body: CREATE_BODY,
    result: 'creation',
  },
  readCreation: {
    about: 'Returns what came of a creation.',
    who: 'user',
    needs: 'creator',
    result: 'creation',
  },
  forget: {
    about:
      'Erases everything that the host stores about a user. Running lifecycles are cancelled first. A server serves this only if its `authorizeErasure` allows it.',
    who: 'erasure',
    needs: 'authorizeErasure',
    result: 'erased',
  },
  startJob: {
    about: 'Starts a job at MX.',
    who: 'member',
    body: START_JOB_BODY,
    command: 'alone',
    isStraight: true,
    result: 'reading',
  },
  readStatus: {
    about: 'Reads the member at MX.',
    who: 'member',
    body: READ_STATUS_BODY,
    isStraight: true,
    result: 'reading',
  },
  submitAnswers: {
    about: 'Sends answers to MX.',
    who: 'member',
    body: SUBMIT_ANSWERS_BODY,
    command: 'alone',
    isStraight: true,
    result: 'reading',
  },
} as const satisfies Readonly<Record<Action, Route>>;

export const ACTIONS = Object.keys(ROUTES) as readonly Action[];

type Sent = {
  readonly [A in Action]: {
    readonly [Part in 'body' | 'query']: (typeof ROUTES)[A] extends {
      readonly [One in Part]: infer Described;
    }
      ? ValueOf<Described>
      : Readonly<Record<never, never>>;
  };
};
/** The body and the query of a request, by the schemas of its route. */
export type SentTo<A extends Action> = Sent[A];
