import type { Schema } from '@mx-member/machine/step';
import { ADDRESSES, type Address, type HostAction } from './addresses.ts';
import { ANSWERS_BODY, COUNT, CREDENTIALS_BODY, EMPTY_BODY, START_BODY, WAIT } from './schemas.ts';

/** What each address takes and does, as data: the handler serves by it, and the OpenAPI file is made from it. */

export interface HostRoute extends Address {
  readonly about: string;
  /** The JSON of the request; none is read without it. */
  readonly body?: Schema;
  /** Parameters after the question mark; the first of them is required. */
  readonly query?: Readonly<Record<string, Schema>>;
  /** Whether it goes straight to MX, so that the handler needs `access` for it. @default false */
  readonly needsAccess?: boolean;
  /** Whether it changes something, so that what a browser repeats by itself gets the first reply. @default false */
  readonly isCommand?: boolean;
  /** What comes back; `nothing` is a 204. */
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
      'Begins where nothing is known. While the job runs, returns its view. After the outcome it begins again only if `after` is the revision of that outcome. With `replace` it begins where the record cannot be read: the record is set aside, MX is polled first, and nothing is started while a job runs or a question stands.',
    body: START_BODY,
    isCommand: true,
    result: 'view',
  },
  view: { ...ADDRESSES.view, about: 'All that a screen needs.', result: 'view' },
  next: {
    ...ADDRESSES.next,
    about:
      'Waits for a view whose revision is another one; returns the same view after `wait` ms (25000).',
    query: { revision: COUNT, wait: WAIT },
    result: 'view',
  },
  answer: {
    ...ADDRESSES.answer,
    about:
      'Passes on the answers of the user, with the `prompt` of the view from which the user answered. What is wrong with them is in `problems`.',
    body: ANSWERS_BODY,
    isCommand: true,
    result: 'answered',
  },
  hint: {
    ...ADDRESSES.hint,
    about: 'Something may have changed: MX is polled at once.',
    body: EMPTY_BODY,
    result: 'nothing',
  },
  cancel: {
    ...ADDRESSES.cancel,
    about: 'Gives up. The job at MX is not stopped.',
    body: EMPTY_BODY,
    isCommand: true,
    result: 'view',
  },
  oauthWindowUri: {
    ...ADDRESSES.oauthWindowUri,
    about: "Makes the address of the bank's own page, to open in a window. It can be used once.",
    body: EMPTY_BODY,
    needsAccess: true,
    result: 'oauthWindow',
  },
  updateCredentials: {
    ...ADDRESSES.updateCredentials,
    about: 'Sends new credentials straight to MX, which starts a job. They are kept nowhere.',
    body: CREDENTIALS_BODY,
    isCommand: true,
    needsAccess: true,
    result: 'reading',
  },
  institutionCredentials: {
    ...ADDRESSES.institutionCredentials,
    about: "The fields of the institution's login form.",
    needsAccess: true,
    result: 'fields',
  },
  forget: {
    ...ADDRESSES.forget,
    about: 'Erases everything that the host keeps of a user. Members that run are cancelled first.',
    result: 'erased',
  },
} as const satisfies Record<HostAction, HostRoute>;
