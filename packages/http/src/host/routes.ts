import type { Schema } from '@mx-member/machine/step';
import { ANSWERS, COUNT, CREDENTIALS, EMPTY, START, WAIT } from './schemas.ts';

/** The addresses, as data: the handler serves them, the client calls them, and the OpenAPI file describes them. */

/** What a caller wants to do, as `authorize` gets it. */
export const HOST_ACTIONS = [
  'start',
  'view',
  'next',
  'answer',
  'hint',
  'cancel',
  'oauthWindowUri',
  'updateCredentials',
  'institutionCredentials',
] as const;
/** One of the calls that a caller can make. */
export type HostAction = (typeof HOST_ACTIONS)[number];

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** A part in braces is a parameter. */
  readonly path: string;
  readonly about: string;
  /** The JSON of the request; none is read without it. */
  readonly body?: Schema;
  /** Parameters after the question mark; the first of them is required. */
  readonly query?: Readonly<Record<string, Schema>>;
  /** Whether it goes straight to MX, so that the handler needs `access` for it. @default false */
  readonly needsAccess?: boolean;
  /** What comes back; `nothing` is a 204. */
  readonly result: 'view' | 'answered' | 'nothing' | 'oauthWindow' | 'fields' | 'reading';
}

const MEMBER = '/users/{userGuid}/members/{memberGuid}';

export const ROUTES = {
  start: {
    method: 'POST',
    path: `${MEMBER}/start`,
    about:
      'Begins where nothing is known. While the job runs, returns its view. After the outcome it begins again only if `after` is the revision of that outcome.',
    body: START,
    result: 'view',
  },
  view: { method: 'GET', path: MEMBER, about: 'All that a screen needs.', result: 'view' },
  next: {
    method: 'GET',
    path: `${MEMBER}/next`,
    about:
      'Waits for a view whose revision is another one; returns the same view after `wait` ms (25000).',
    query: { revision: COUNT, wait: WAIT },
    result: 'view',
  },
  answer: {
    method: 'POST',
    path: `${MEMBER}/answer`,
    about:
      'Passes on the answers of the user, with the `prompt` of the view from which the user answered. What is wrong with them is in `problems`.',
    body: ANSWERS,
    result: 'answered',
  },
  hint: {
    method: 'POST',
    path: `${MEMBER}/hint`,
    about: 'Something may have changed: MX is polled at once.',
    body: EMPTY,
    result: 'nothing',
  },
  cancel: {
    method: 'POST',
    path: `${MEMBER}/cancel`,
    about: 'Gives up. The job at MX is not stopped.',
    body: EMPTY,
    result: 'view',
  },
  oauthWindowUri: {
    method: 'POST',
    path: `${MEMBER}/oauth-window`,
    about: "Makes the address of the bank's own page, to open in a window. It can be used once.",
    body: EMPTY,
    needsAccess: true,
    result: 'oauthWindow',
  },
  updateCredentials: {
    method: 'PUT',
    path: `${MEMBER}/credentials`,
    about: 'Sends new credentials straight to MX, which starts a job. They are kept nowhere.',
    body: CREDENTIALS,
    needsAccess: true,
    result: 'reading',
  },
  institutionCredentials: {
    method: 'GET',
    path: '/institutions/{institutionCode}/credentials',
    about: "The fields of the institution's login form.",
    needsAccess: true,
    result: 'fields',
  },
} as const satisfies Record<HostAction, Route>;

/** Where MX sends webhooks. */
export const WEBHOOK_PATH = '/webhooks/mx';

/** An address that is served: what it is for, and its parameters. */
export interface Found {
  readonly actions: readonly HostAction[];
  readonly parameters: Readonly<Record<string, string>>;
}

function parametersIn(pattern: string, path: string): Record<string, string> | null {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith('{')) parameters[part.slice(1, -1)] = value;
    else if (part !== value) return null;
  }
  return parameters;
}

/** What a path leads to; `null` for nothing. Parameters are as they were written, not decoded. */
export function find(path: string): Found | null {
  const actions = HOST_ACTIONS.filter((action) => parametersIn(ROUTES[action].path, path));
  const [first] = actions;
  return first === undefined
    ? null
    : { actions, parameters: parametersIn(ROUTES[first].path, path) ?? {} };
}

/** Fills in the parameters of an action's path. @throws {URIError} for one that no address can hold. */
export function pathOf(action: HostAction, parameters: Readonly<Record<string, string>>): string {
  return ROUTES[action].path.replace(/\{(\w+)\}/g, (_, name) => {
    const value = parameters[name];
    // A path with dots for a part is another path.
    if (typeof value !== 'string' || /^\.{0,2}$/.test(value)) throw new URIError(name);
    return encodeURIComponent(value);
  });
}
