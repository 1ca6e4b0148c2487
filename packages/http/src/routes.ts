import type { Schema } from '@mx-member/machine/step';
import { type Action, ADDRESSES, type Address } from './addresses.ts';
import type { ProblemName } from './problems.ts';
import {
  ANSWERS_BODY,
  COUNT,
  CREATE_BODY,
  CREDENTIALS_BODY,
  EMPTY_BODY,
  OAUTH_BODY,
  READ_STATUS_BODY,
  START_BODY,
  START_JOB_BODY,
  SUBMIT_ANSWERS_BODY,
  WAIT,
} from './schemas.ts';

/**
 * What each path takes and does, as data. Every server here serves rows of this table, and the OpenAPI file is generated from
 * it.
 */

/** One row: a path, and what it takes and does. */
export interface Route extends Address {
  readonly about: string;
  /**
   * What the caller needs permission for. `job` is a member and the job in the body, `creation` a user and the job in
   * the body, `institution` a login form, which belongs to nobody. `authorizeErasure` decides about `erasure`.
   */
  readonly who: 'member' | 'job' | 'creation' | 'institution' | 'erasure';
  /** The schema of the body. Without it, the body is not read. */
  readonly body?: Schema;
  /** Parameters after the question mark. The first one is required. */
  readonly query?: Readonly<Record<string, Schema>>;
  /** Whether the call waits for a long time, and so has a limit of its own. @default false */
  readonly waits?: boolean;
  /**
   * A call that changes something. A repetition by the browser gets the first reply. `alone`: it is refused while
   * another command of the member runs. `beside`: only while one runs alone. @default it only reads
   */
  readonly command?: 'alone' | 'beside' | 'anytime';
  /** Whether the call leads to a login at the bank with new credentials. @default false */
  readonly isLogin?: boolean;
  /** Whether the call goes straight to MX. @default false */
  readonly isStraight?: boolean;
  /** The refusal of a server without this call. @default 'no-such-address' */
  readonly unserved?: ProblemName;
  /** The type of the result. `nothing` is a 204. */
  readonly result:
    | 'view'
    | 'answered'
    | 'nothing'
    | 'oauthWindow'
    | 'fields'
    | 'updated'
    | 'erased'
    | 'creation'
    | 'reading';
}

const access = { isStraight: true, unserved: 'access-not-served' } as const;

export const ROUTES = {
  start: {
    ...ADDRESSES.start,
    about:
      'Begins a lifecycle for a member that the host does not know. While a lifecycle runs, returns its view. After an outcome, begins again only if `after` is the revision of that outcome. With `replace`, begins even if the record cannot be read: the record is set aside, MX is polled first, and nothing is started while a job runs or a question is open.',
    who: 'job',
    body: START_BODY,
    command: 'beside',
    result: 'view',
  },
  view: {
    ...ADDRESSES.view,
    about: 'Returns everything that a screen shows.',
    who: 'member',
    result: 'view',
  },
  next: {
    ...ADDRESSES.next,
    about:
      'Waits for a view with another revision. Returns the same view after `wait` ms (25000 by default).',
    who: 'member',
    query: { revision: COUNT, wait: WAIT },
    waits: true,
    result: 'view',
  },
  answer: {
    ...ADDRESSES.answer,
    about:
      'Sends the answers of the user, with the `prompt` of the view that the user answered. `problems` lists what is wrong with them.',
    who: 'member',
    body: ANSWERS_BODY,
    command: 'beside',
    result: 'answered',
  },
  hint: {
    ...ADDRESSES.hint,
    about: 'Polls MX at once, because something may have changed.',
    who: 'member',
    body: EMPTY_BODY,
    result: 'nothing',
  },
  cancel: {
    ...ADDRESSES.cancel,
    about: 'Cancels the lifecycle. The job at MX is not stopped.',
    who: 'member',
    body: EMPTY_BODY,
    command: 'anytime',
    result: 'view',
  },
  oauthWindowUri: {
    ...ADDRESSES.oauthWindowUri,
    about: "Returns the address of the bank's own page, to open in a window. It can be used once.",
    who: 'member',
    body: OAUTH_BODY,
    ...access,
    result: 'oauthWindow',
  },
  updateCredentials: {
    ...ADDRESSES.updateCredentials,
    about: 'Sends new credentials straight to MX, which starts a job. They are not stored.',
    who: 'member',
    body: CREDENTIALS_BODY,
    command: 'alone',
    isLogin: true,
    ...access,
    result: 'updated',
  },
  institutionCredentials: {
    ...ADDRESSES.institutionCredentials,
    about: "Returns the fields of the institution's login form.",
    who: 'institution',
    ...access,
    result: 'fields',
  },
  create: {
    ...ADDRESSES.create,
    about:
      'Creates a member. At most one login happens for one id, so the request can be repeated.',
    who: 'creation',
    body: CREATE_BODY,
    isLogin: true,
    result: 'creation',
  },
  readCreation: {
    ...ADDRESSES.readCreation,
    about: 'Returns what came of a creation.',
    who: 'creation',
    result: 'creation',
  },
  forget: {
    ...ADDRESSES.forget,
    about:
      'Erases everything that the host stores about a user. Running lifecycles are cancelled first. A server serves this only if its `authorizeErasure` allows it.',
    who: 'erasure',
    unserved: 'erasure-not-served',
    result: 'erased',
  },
  startJob: {
    ...ADDRESSES.startJob,
    about: 'Starts a job at MX.',
    who: 'job',
    body: START_JOB_BODY,
    command: 'alone',
    isStraight: true,
    result: 'reading',
  },
  readStatus: {
    ...ADDRESSES.readStatus,
    about: 'Reads the member at MX.',
    who: 'member',
    body: READ_STATUS_BODY,
    isStraight: true,
    result: 'reading',
  },
  submitAnswers: {
    ...ADDRESSES.submitAnswers,
    about: 'Sends answers to MX.',
    who: 'member',
    body: SUBMIT_ANSWERS_BODY,
    command: 'alone',
    isStraight: true,
    result: 'reading',
  },
} as const satisfies Readonly<Record<Action, Route>>;
