import type { Context } from 'hono';
import { accountsOf } from '../accounts/accounts.ts';
import { type Data, dataOf } from '../accounts/data.ts';
import { BankRefusal } from '../bank/refusal.ts';
import type { User } from '../bank/user.ts';
import type { Version } from './bodies.ts';
import type { EndpointName } from './endpoint-names.ts';
import type { Env } from './env.ts';
import { pageOf } from './paging.ts';
import { type AddRoute, memberInPath, queryOf, reply, type Site, userInPath } from './site.ts';

/** The paths of data. */
const ADDRESSES = {
  user: '/users/:user',
  account: '/users/:user/accounts/:account',
  member: '/users/:user/members/:member',
  /** Only in v20250224 (OAS25). */
  memberAccount: '/users/:user/members/:member/accounts/:account',
} as const;
type Address = keyof typeof ADDRESSES;

/** Whose data is requested, and in which version. */
export interface DataScope {
  readonly data: Data;
  readonly user: User;
  readonly version: Version;
}

/** One kind of data: the member's records, their format, and the paths of the list and of single records. */
export interface Resource<T extends { readonly guid: string }> {
  readonly path: string;
  readonly one: string;
  readonly list: readonly [EndpointName, ...Address[]];
  readonly read?: readonly [EndpointName, ...Address[]];
  readonly of: (data: Data) => readonly T[];
  readonly accountOf: (record: T, data: Data) => string;
  readonly body: (record: T, scope: DataScope) => unknown;
  /** A filter of the list. */
  readonly filter?: (c: Context<Env>) => (record: T) => boolean;
}

/** The data that the path names: of one member, or of all members of a user. @throws BankRefusal 404 */
function scopesOf(c: Context<Env>, { bank }: Site): readonly DataScope[] {
  const user = userInPath(c, bank);
  const { version } = c.var;
  const members =
    c.req.param('member') === undefined
      ? [...bank.members(user).values()]
      : [memberInPath(c, bank).member];
  const useCase = queryOf(c).get('use_case');
  return members
    .filter((member) => !useCase || member.useCases.includes(useCase))
    .flatMap((member) => {
      const data = dataOf(member);
      return data ? [{ data, user, version }] : [];
    });
}

/** Restricts data to the account in the path, if any. @throws BankRefusal 404 */
function inAccount(c: Context<Env>, all: readonly DataScope[]): readonly DataScope[] {
  const account = c.req.param('account');
  if (account === undefined) return all;
  const found = all.filter(
    ({ data }) => data.guids.has(account) && accountsOf(data).some(({ guid }) => guid === account),
  );
  if (found.length === 0) throw new BankRefusal(404, 'The account does not exist.');
  return found;
}

/** @throws BankRefusal 404 for a path that the version does not have. */
function checkAddress(c: Context<Env>, address: Address): void {
  if (address === 'memberAccount' && c.var.version !== 'v20250224')
    throw new BankRefusal(404, 'The address does not exist.');
}

/** Adds the routes of one kind of data. */
export function addResource<T extends { readonly guid: string }>(
  add: AddRoute,
  site: Site,
  resource: Resource<T>,
): void {
  const { path, one } = resource;
  const [listName, ...lists] = resource.list;
  for (const address of lists)
    add(listName, 'GET', `${ADDRESSES[address]}/${path}`, (c) => {
      checkAddress(c, address);
      return reply(c, listPage(c, site, resource));
    });

  const [readName, ...reads] = resource.read ?? [];
  if (readName === undefined) return;
  for (const address of reads)
    add(readName, 'GET', `${ADDRESSES[address]}/${path}/:${one}`, (c) => {
      checkAddress(c, address);
      const { record, scope } = recordOf(c, site, resource, c.req.param(one) ?? '');
      return reply(c, { [one]: resource.body(record, scope) });
    });
}

/** One page of the requested records. */
function listPage<T extends { readonly guid: string }>(
  c: Context<Env>,
  site: Site,
  { path, of, accountOf, body, filter }: Resource<T>,
) {
  const account = c.req.param('account');
  const isAsked = filter?.(c) ?? (() => true);
  const found = inAccount(c, scopesOf(c, site)).flatMap((scope) =>
    of(scope.data)
      .filter((record) => account === undefined || accountOf(record, scope.data) === account)
      .filter(isAsked)
      .map((record) => ({ record, scope })),
  );
  return pageOf(path, found, found.length, queryOf(c), ({ record, scope }) => body(record, scope));
}

/** The record with this guid, among the records that the path names. @throws BankRefusal 404 */
function recordOf<T extends { readonly guid: string }>(
  c: Context<Env>,
  site: Site,
  { of, accountOf, one }: Pick<Resource<T>, 'of' | 'accountOf' | 'one'>,
  guid: string,
): { readonly record: T; readonly scope: DataScope } {
  const account = one === 'account' ? undefined : c.req.param('account');
  const scope = scopesOf(c, site).find(({ data }) => data.guids.has(guid));
  const record = scope && of(scope.data).find((each) => each.guid === guid);
  if (!record || (account !== undefined && accountOf(record, scope.data) !== account))
    throw new BankRefusal(404, `The ${one.replaceAll('_', ' ')} does not exist.`);
  return { record, scope };
}
