import type { User } from '../bank/ledger.ts';
import { userBody } from './bodies.ts';
import { pageOf } from './paging.ts';
import { bodyOf, USER } from './requests.ts';
import { type AddRoute, queryOf, reply, type Site, userOf } from './site.ts';

/** Users: list, create, read, update, delete. */
export function userRoutes(add: AddRoute, { bank }: Site): void {
  add('listUsers', 'GET', '/users', (c) => {
    const query = queryOf(c);
    const filters = (['id', 'email', 'is_disabled'] as const).filter((name) => query.has(name));
    if (filters.length === 0)
      return reply(c, pageOf('users', bank.users.values(), bank.users.size, query, userBody));
    const isAsked = (user: User) =>
      filters.every((name) => query.get(name) === String(userBody(user)[name]));
    const users = [...bank.users.values()].filter(isAsked);
    return reply(c, pageOf('users', users, users.length, query, userBody));
  });

  add('createUser', 'POST', '/users', async (c) => {
    const user = bank.createUser(await bodyOf(c, USER));
    return reply(c, { user: userBody(user) });
  });

  add('readUser', 'GET', '/users/:user', (c) => reply(c, { user: userBody(userOf(c, bank)) }));

  add('updateUser', 'PUT', '/users/:user', async (c) => {
    const { guid } = userOf(c, bank);
    const user = bank.updateUser(guid, await bodyOf(c, USER));
    return reply(c, { user: userBody(user) });
  });

  add('deleteUser', 'DELETE', '/users/:user', (c) => {
    bank.deleteUser(userOf(c, bank).guid);
    return c.body(null, 204);
  });
}
