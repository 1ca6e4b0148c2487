import type { Context } from 'hono';
import { accountsOf } from '../accounts/accounts.ts';
import { type Data, dataOf } from '../accounts/data.ts';
import type { Bank } from '../bank/bank.ts';
import { Refusal } from '../bank/refusal.ts';
import type { User } from '../bank/user.ts';
import type { Version } from './bodies.ts';
import type { Env } from './env.ts';
import { pageOf } from './paging.ts';
import type { RouteName } from './route-names.ts';
import { type AddRoute, memberOf, queryOf, reply, type Site, userOf } from './site.ts';

/** Under which addresses data is found. */
const PLACES = {
  user: '/users/:user',
  account: '/users/:user/accounts/:account',
  member: '/users/:user/members/:member',
  /** Only v20250224 reads here (OAS25). */
  memberAccount: '/users/:user/members/:member/accounts/:account',
} as const;
type Place = keyof typeof PLACES;

/** Data, and who asks for it in which version. */
export interface Whose {
  readonly data: Data;
  readonly user: User;
  readonly version: Version;
}

/** One kind of data: what of it a member has, how it is written, and where it is listed and read. */
export interface Resource<T extends { readonly guid: string }> {
  readonly path: string;
  readonly one: string;
  readonly list: readonly [RouteName, ...Place[]];
  readonly read?: readonly [RouteName, ...Place[]];
  readonly of: (data: Data) => readonly T[];
  readonly accountOf: (record: T, data: Data) => string;
  readonly body: (record: T, whose: Whose) => unknown;
  /** What a list leaves out besides. */
  readonly filter?: (c: Context<Env>) => (record: T) => boolean;
}

/** The data that the path names: of one member, or of all members of a user. @throws Refusal 404 */
function whoseOf(c: Context<Env>, bank: Bank): readonly Whose[] {
  const user = userOf(c, bank);
  const { version } = c.var;
  const members =
    c.req.param('member') === undefined
      ? [...bank.members(user).values()]
      : [memberOf(c, bank).member];
  const useCase = queryOf(c).get('use_case');
  return members
    .filter((member) => !useCase || member.useCases.includes(useCase))
    .flatMap((member) => {
      const data = dataOf(member, bank.shelf);
      return data ? [{ data, user, version }] : [];
    });
}

/** Of the account that the path names, if it names one. @throws Refusal 404 */
function inAccount(c: Context<Env>, all: readonly Whose[]): readonly Whose[] {
  const account = c.req.param('account');
  if (account === undefined) return all;
  const found = all.filter(
    ({ data }) => data.guids.has(account) && accountsOf(data).some(({ guid }) => guid === account),
  );
  if (found.length === 0) throw new Refusal(404, 'There is no such account.');
  return found;
}

function addressOf(c: Context<Env>, place: Place): void {
  if (place === 'memberAccount' && c.var.version !== 'v20250224')
    throw new Refusal(404, 'There is no such address.');
}

/** Adds the routes of one kind of data. */
export function addResource<T extends { readonly guid: string }>(
  add: AddRoute,
  { bank }: Site,
  { path, one, list, read, of, accountOf, body, filter }: Resource<T>,
): void {
  const [listName, ...listed] = list;
  for (const place of listed)
    add(listName, 'GET', `${PLACES[place]}/${path}`, async (c) => {
      addressOf(c, place);
      const account = c.req.param('account');
      const isAsked = filter?.(c) ?? (() => true);
      const found = inAccount(c, whoseOf(c, bank)).flatMap((whose) =>
        of(whose.data)
          .filter((record) => account === undefined || accountOf(record, whose.data) === account)
          .filter(isAsked)
          .map((record) => ({ record, whose })),
      );
      const page = pageOf(path, found, found.length, queryOf(c), ({ record, whose }) =>
        body(record, whose),
      );
      return reply(c, { ...page, [path]: await Promise.all(page[path] as unknown[]) });
    });

  const [readName, ...places] = read ?? [];
  if (readName === undefined) return;
  for (const place of places)
    add(readName, 'GET', `${PLACES[place]}/${path}/:${one}`, async (c) => {
      addressOf(c, place);
      const { record, whose } = recordOf(c, bank, { of, accountOf, one }, c.req.param(one) ?? '');
      return reply(c, { [one]: await body(record, whose) });
    });
}

/** The one record that has this guid, among those that the path names. @throws Refusal 404 */
export function recordOf<T extends { readonly guid: string }>(
  c: Context<Env>,
  bank: Bank,
  { of, accountOf, one }: Pick<Resource<T>, 'of' | 'accountOf' | 'one'>,
  guid: string,
): { readonly record: T; readonly whose: Whose } {
  const account = one === 'account' ? undefined : c.req.param('account');
  const whose = whoseOf(c, bank).find(({ data }) => data.guids.has(guid));
  const record = whose && of(whose.data).find((each) => each.guid === guid);
  if (!record || (account !== undefined && accountOf(record, whose.data) !== account))
    throw new Refusal(404, `There is no such ${one.replaceAll('_', ' ')}.`);
  return { record, whose };
}
