import type { JsonCall } from './web/json-client.ts';
import { onceHeader } from './web/once.ts';

/** The paths of all servers here. Clients load only this table, and `routes.ts` says what each path takes and does. */

/** The path and method of an action. */
export interface Address {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** A part in braces is a parameter. */
  readonly path: string;
  /** The same path for callers who act for many users. */
  readonly ofUser?: string;
}

const MEMBER = '/users/{userGuid}/members/{memberGuid}';
const CREATION = '/creations/{id}';
const OF_USER = `/users/{userGuid}${CREATION}`;

export const ADDRESSES = {
  start: { method: 'POST', path: `${MEMBER}/start` },
  view: { method: 'GET', path: MEMBER },
  next: { method: 'GET', path: `${MEMBER}/next` },
  answer: { method: 'POST', path: `${MEMBER}/answer` },
  hint: { method: 'POST', path: `${MEMBER}/hint` },
  cancel: { method: 'POST', path: `${MEMBER}/cancel` },
  oauthWindowUri: { method: 'POST', path: `${MEMBER}/oauth-window` },
  updateCredentials: { method: 'PUT', path: `${MEMBER}/credentials` },
  institutionCredentials: { method: 'GET', path: '/institutions/{institutionCode}/credentials' },
  institutions: { method: 'GET', path: '/institutions' },
  institution: { method: 'GET', path: '/institutions/{institutionCode}' },
  members: { method: 'GET', path: '/members', ofUser: '/users/{userGuid}/members' },
  create: { method: 'PUT', path: CREATION, ofUser: OF_USER },
  readCreation: { method: 'GET', path: CREATION, ofUser: OF_USER },
  forget: { method: 'DELETE', path: '/users/{userGuid}' },
  startJob: { method: 'POST', path: `${MEMBER}/job` },
  readStatus: { method: 'POST', path: `${MEMBER}/status` },
  submitAnswers: { method: 'POST', path: `${MEMBER}/answers` },
} as const satisfies Readonly<Record<string, Address>>;

/** One of the things that a caller can do. The action is passed to `authorize`. */
export type Action = keyof typeof ADDRESSES;

/** The path to which MX sends webhooks. */
export const WEBHOOK_PATH = '/webhooks/mx';

/** The parameters of a path. */
export type Parameters = Readonly<Record<string, string>>;

/** The parameters in a path, not decoded. `null` if the path does not match. */
export function parametersIn({ path, ofUser }: Address, given: string): Parameters | null {
  const parts = given.split('/');
  for (const pattern of ofUser ? [path, ofUser] : [path]) {
    const wanted = pattern.split('/');
    const isMatch = (part: string, index: number) => part.startsWith('{') || part === parts[index];
    if (wanted.length !== parts.length || !wanted.every(isMatch)) continue;
    return Object.fromEntries(
      wanted.flatMap((part, index) =>
        part.startsWith('{') ? [[part.slice(1, -1), parts[index] ?? '']] : [],
      ),
    );
  }
  return null;
}

/** Fills in the parameters of an action's path. @throws {URIError} for a value that a path cannot contain. */
export function fillPath(action: Action, parameters: Readonly<Record<string, unknown>>): string {
  return ADDRESSES[action].path.replace(/\{(\w+)\}/g, (_, name) => {
    const value = parameters[name];
    // A segment of dots would lead to another path.
    if (typeof value !== 'string' || /^\.{0,2}$/.test(value)) throw new URIError(name);
    return encodeURIComponent(value);
  });
}

/** What a call sends besides its action. */
export interface Said {
  /** The values in the path. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly query?: Record<string, string>;
  readonly body?: object;
  readonly signal?: AbortSignal | undefined;
  /** In ms, in addition to the time limit. */
  readonly wait?: number;
}

/**
 * The request of a call. A command has a key by which the server recognizes repetitions by the browser.
 *
 * @throws {URIError} for a value that a path cannot contain.
 */
export function requestOf(action: Action, said: Said): Omit<JsonCall, 'signals'> {
  const { method } = ADDRESSES[action];
  const { body = method === 'POST' ? {} : undefined, parameters, query, wait } = said;
  const path = fillPath(action, parameters);
  return {
    method,
    path: query ? `${path}?${new URLSearchParams(query)}` : path,
    body,
    headers: body && onceHeader(),
    wait,
  };
}
