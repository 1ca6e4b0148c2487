import { JOB_PATHS, parseJson } from '@mx-member/http/web';
import type { BankRequest, MxCall, ShownToServer } from './evidence.ts';

const STARTS: ReadonlySet<string> = new Set(Object.values(JOB_PATHS));

/** The fields of MX's requests. Any other name may reveal something about its owner. */
const FIELDS = new Set(
  'member user challenges credentials guid value id metadata institution_code is_oauth skip_aggregation use_cases background_aggregation_is_disabled data_request products client_redirect_url referral_source email is_disabled'.split(
    ' ',
  ),
);

/** The parts of a path. */
export interface PathPlace {
  /** The path, with names in place of guids. */
  readonly template: string;
  /** The guid as the server wrote it; `null` if the path has none. */
  readonly user: string | null;
  readonly member: string | null;
  /** The part after the member, such as `status`; empty for the member itself. */
  readonly rest: string;
}

/** The parts of MX's paths that may be shown. */
const PARTS = new Set([
  ...STARTS,
  ...'users members status challenges resume credentials oauth_window_uri institutions accounts transactions'.split(
    ' ',
  ),
]);

export function placeOfPath(path: string): PathPlace {
  const [, user, , member, rest] =
    /^\/users\/([^/]+)(\/members(?:\/([^/]+)(?:\/([^/]+))?)?)?/.exec(path) ?? [];
  const owners = new Map([
    [user, '{user}'],
    [member, '{member}'],
  ]);
  const shown = (part: string) => (part === '' || PARTS.has(part) ? part : '{id}');
  const template = path
    .split('/')
    .map((part, index) => (index > 0 && owners.get(part)) || shown(part))
    .join('/');
  return { template, user: user ?? null, member: member ?? null, rest: rest ?? '' };
}

export function callOf(method: string, path: string): MxCall {
  const { member, rest } = placeOfPath(path);
  if (member === null)
    return method === 'POST' && /^\/users\/[^/]+\/members\/?$/.test(path) ? 'create' : 'other';
  if (method === 'POST' && STARTS.has(rest)) return 'start';
  if (method === 'PUT') return rest === 'resume' ? 'answer' : rest === '' ? 'update' : 'other';
  const isReading = method === 'GET' && ['', 'status', 'challenges'].includes(rest);
  return isReading ? 'read' : 'other';
}

/** The paths of all fields in a body. Entries of lists have no number. */
export function fieldsOfBody(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((one) => fieldsOfBody(one, path)))];
  if (value === null || typeof value !== 'object') return path === '' ? [] : [path];
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = FIELDS.has(key) ? key : '(another field)';
    return fieldsOfBody(inner, path === '' ? name : `${path}.${name}`);
  });
}

const guidsIn = (list: unknown): readonly string[] =>
  Array.isArray(list) ? list.map((one) => String(Object(one).guid)) : [];

/** What a reading shows. The list of challenges alone is not a reading of the member. */
export function shownIn(body: string): ShownToServer | null {
  const { member } = Object(parseJson(body));
  if (typeof Object(member).connection_status === 'undefined') return null;
  return {
    status: member.connection_status,
    running: member.is_being_aggregated === true,
    questions: guidsIn(member.challenges),
  };
}

/** Describes the body of a request, without its values. */
export function saidIn(body: string): Pick<BankRequest, 'fields' | 'hasCredentials' | 'answered'> {
  const json: unknown = parseJson(body);
  const { member } = Object(json);
  return {
    fields: fieldsOfBody(json),
    hasCredentials: Array.isArray(Object(member).credentials),
    answered: guidsIn(Object(member).challenges),
  };
}

/** What a request and its reply are, without times, members and values. @param reply `null` if it was lost. */
export async function describeRequest(
  { method, url, headers }: Request,
  body: string,
  reply: Response | null,
): Promise<Omit<BankRequest, 'at' | 'answeredAt' | 'member' | 'answersOf'>> {
  const { pathname } = new URL(url);
  const call = callOf(method, pathname);
  const isJson = reply?.headers.get('content-type')?.includes('json') ?? false;
  const waits = reply?.headers.get('retry-after') ?? null;
  return {
    method,
    path: placeOfPath(pathname).template,
    call,
    status: reply?.status ?? null,
    hasVersion: headers.has('accept-version'),
    ...saidIn(body),
    shown: call === 'read' && reply?.ok && isJson ? shownIn(await reply.clone().text()) : null,
    retryAfter: waits === null ? null : Number(waits) * 1_000,
  };
}
