/** The paths of a host over HTTP. The client calls them, and the handler serves them. */

/** What a caller can do. The action is passed to `authorize`. */
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
  'forget',
] as const;
/** One of the things that a caller can do. */
export type HostAction = (typeof HOST_ACTIONS)[number];

/** The path and method of an action. */
export interface Address {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** A part in braces is a parameter. */
  readonly path: string;
}

const MEMBER = '/users/{userGuid}/members/{memberGuid}';

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
  forget: { method: 'DELETE', path: '/users/{userGuid}' },
} as const satisfies Record<HostAction, Address>;

/** The path to which MX sends webhooks. */
export const WEBHOOK_PATH = '/webhooks/mx';

/** What a path is for, and its parameters. */
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

/** Finds what a path is for. `null` if nothing is served there. Parameters are not decoded. */
export function findAddress(path: string): Found | null {
  const actions = HOST_ACTIONS.filter((action) => parametersIn(ADDRESSES[action].path, path));
  const [first] = actions;
  return first === undefined
    ? null
    : { actions, parameters: parametersIn(ADDRESSES[first].path, path) ?? {} };
}

/** Fills in the parameters of an action's path. @throws {URIError} for a value that a path cannot contain. */
export function fillPath(action: HostAction, parameters: Readonly<Record<string, string>>): string {
  return ADDRESSES[action].path.replace(/\{(\w+)\}/g, (_, name) => {
    const value = parameters[name];
    // A segment of dots would lead to another path.
    if (typeof value !== 'string' || /^\.{0,2}$/.test(value)) throw new URIError(name);
    return encodeURIComponent(value);
  });
}
