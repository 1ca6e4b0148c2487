import type { Schema } from '@mx-member/machine/step';
import { ADDRESSES, type Address, type HostAction } from './addresses.ts';
import { ANSWERS_BODY, COUNT, CREDENTIALS_BODY, EMPTY_BODY, START_BODY, WAIT } from './schemas.ts';

/**
 * What each path takes and does, as data. The handler serves these routes, and the OpenAPI file is generated from them.
 */

export interface HostRoute extends Address {
  readonly about: string;
  /** The schema of the body. Without it, the body is not read. */
  readonly body?: Schema;
  /** Parameters after the question mark. The first one is required. */
  readonly query?: Readonly<Record<string, Schema>>;
  /** Whether the call goes straight to MX, which needs `access`. @default false */
  readonly needsAccess?: boolean;
  /** Whether the call changes something. A repetition by the browser then gets the first reply. @default false */
  readonly isCommand?: boolean;
  /** The type of the result. `nothing` is a 204. */
  readonly result:
    | 'view'
    | 'answered'
    | 'nothing'
    | 'oauthWindow'
    | 'fields'
    | 'reading'
    | 'erased';
}

export const HOST_ROUTES = {
  start: {
    ...ADDRESSES.start,
    about:
      'Begins a lifecycle for a member that the host does not know. While a lifecycle runs, returns its view. After an outcome, begins again only if `after` is the revision of that outcome. With `replace`, begins even if the record cannot be read: the record is set aside, MX is polled first, and nothing is started while a job runs or a question is open.',
    body: START_BODY,
    isCommand: true,
    result: 'view',
  },
  view: { ...ADDRESSES.view, about: 'Returns everything that a screen shows.', result: 'view' },
  next: {
    ...ADDRESSES.next,
    about:
      'Waits for a view with another revision. Returns the same view after `wait` ms (25000 by default).',
    query: { revision: COUNT, wait: WAIT },
    result: 'view',
  },
  answer: {
    ...ADDRESSES.answer,
    about:
      'Sends the answers of the user, with the `prompt` of the view that the user answered. `problems` lists what is wrong with them.',
    body: ANSWERS_BODY,
    isCommand: true,
    result: 'answered',
  },
  hint: {
    ...ADDRESSES.hint,
    about: 'Polls MX at once, because something may have changed.',
    body: EMPTY_BODY,
    result: 'nothing',
  },
  cancel: {
    ...ADDRESSES.cancel,
    about: 'Cancels the lifecycle. The job at MX is not stopped.',
    body: EMPTY_BODY,
    isCommand: true,
    result: 'view',
  },
  oauthWindowUri: {
    ...ADDRESSES.oauthWindowUri,
    about: "Returns the address of the bank's own page, to open in a window. It can be used once.",
    body: EMPTY_BODY,
    needsAccess: true,
    result: 'oauthWindow',
  },
  updateCredentials: {
    ...ADDRESSES.updateCredentials,
    about: 'Sends new credentials straight to MX, which starts a job. They are not stored.',
    body: CREDENTIALS_BODY,
    isCommand: true,
    needsAccess: true,
    result: 'reading',
  },
  institutionCredentials: {
    ...ADDRESSES.institutionCredentials,
    about: "Returns the fields of the institution's login form.",
    needsAccess: true,
    result: 'fields',
  },
  forget: {
    ...ADDRESSES.forget,
    about:
      'Erases everything that the host stores about a user. Running lifecycles are cancelled first. A server serves this only if its `authorizeErasure` allows it.',
    result: 'erased',
  },
} as const satisfies Record<HostAction, HostRoute>;
