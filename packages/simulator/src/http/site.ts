import type { Context } from 'hono';
import type { Bank } from '../bank/bank.ts';
import type { KeyKind } from '../bank/directory.ts';
import type { Member } from '../bank/member.ts';
import type { User } from '../bank/user.ts';
import type { WireOptions } from './bodies.ts';
import type { EndpointName } from './endpoint-names.ts';
import type { Env } from './env.ts';
import type { Exchange } from './exchange.ts';
import type { Faults } from './faults.ts';

/** What every route needs. */
export interface Site {
  readonly bank: Bank;
  readonly faults: Faults;
  readonly wire: WireOptions;
  /** The Authorization header that the API accepts. */
  readonly authorization: string;
  /** Whether the media type alone can select v20111101. */
  readonly allowMissingAcceptVersion: boolean;
  /** Called with every request and its response. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined;
}

/** Adds a route under its name. Faults refer to routes by name. */
export type AddRoute = (
  name: EndpointName,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  handler: (c: Context<Env>) => Response | Promise<Response>,
) => void;

/** The query of a request. */
export const queryOf = (c: Context): URLSearchParams => new URL(c.req.url).searchParams;

/** A body in the media type of its version. */
export const reply = (c: Context<Env>, body: unknown, status: 200 | 201 | 202 = 200): Response =>
  c.body(JSON.stringify(body), status, {
    'content-type':
      c.var.version === 'v20111101'
        ? 'application/vnd.mx.api.v1+json; charset=utf-8'
        : 'application/json; charset=utf-8',
  });

/** Only v20250224 also finds records by the client's id (OAS25). */
const keyKind = (c: Context<Env>): KeyKind => (c.var.version === 'v20250224' ? 'guidOrId' : 'guid');

/** The user that the path names. @throws BankRefusal 404 */
export const userInPath = (c: Context<Env>, bank: Bank): User =>
  bank.user(c.req.param('user') ?? '', keyKind(c));

/** The member that the path names, and its user. @throws BankRefusal 404 */
export function memberInPath(c: Context<Env>, bank: Bank): { user: User; member: Member } {
  const user = userInPath(c, bank);
  return { user, member: bank.memberOf(user, c.req.param('member') ?? '', keyKind(c)) };
}

/** For how long a slow replica does not know a change, in ms. */
const MOST_LAG = 60_000;

/** What a reading shows of a member: the latest state, or the state before it if a fault says so. */
export const shownTo = (c: Context<Env>, bank: Bank, member: Member): Member['shown'] =>
  c.var.isStale && bank.now - member.changedAt < MOST_LAG ? member.shownBefore : member.shown;
