import type { Context } from 'hono';
import type { Bank } from '../bank/bank.ts';
import type { Face, Member } from '../bank/member.ts';
import type { User } from '../bank/user.ts';
import type { WireOptions } from './bodies.ts';
import type { Env } from './env.ts';
import type { Exchange } from './exchange.ts';
import type { Faults } from './faults.ts';
import type { RouteName } from './route-names.ts';

/** What every route works on. */
export interface Site {
  readonly bank: Bank;
  readonly faults: Faults;
  readonly wire: WireOptions;
  /** The value of the Authorization header that opens the API. */
  readonly authorization: string;
  /** Is handed every request with its answer. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined;
}

/** Adds a route under its name, by which faults find it. */
export type AddRoute = (
  name: RouteName,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  handler: (c: Context<Env>) => Response | Promise<Response>,
) => void;

/** The query of a request. */
export const queryOf = (c: Context): URLSearchParams => new URL(c.req.url).searchParams;

/** A body in the media type of its version. */
export const reply = (c: Context<Env>, body: unknown, status: 200 | 202 = 200): Response =>
  c.body(JSON.stringify(body), status, {
    'content-type':
      c.var.version === 'v20111101'
        ? 'application/vnd.mx.api.v1+json; charset=utf-8'
        : 'application/json; charset=utf-8',
  });

/** Only v20250224 takes the client's own ids for guids, and an institution's guid for its code (OAS25). */
export const takesOwnIds = (c: Context<Env>): boolean => c.var.version === 'v20250224';

/** The user that the path names. @throws Refusal 404 */
export const userOf = (c: Context<Env>, bank: Bank): User =>
  bank.user(c.req.param('user') ?? '', takesOwnIds(c));

/** The member that the path names, and its user. @throws Refusal 404 */
export function memberOf(c: Context<Env>, bank: Bank): { user: User; member: Member } {
  const user = userOf(c, bank);
  return { user, member: bank.memberOf(user, c.req.param('member') ?? '', takesOwnIds(c)) };
}

/** What a reading shows of a member: as it is, or as it was when a fault says so. */
export const faceOf = (c: Context<Env>, member: Member): Face =>
  c.var.isStale ? member.before : member.face;
