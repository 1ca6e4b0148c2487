import type { User } from '../bank/user.ts';
import { userBody } from './bodies.ts';
import { pageOf } from './paging.ts';
import { flagOf } from './queries.ts';
import { bodyOf, USER } from './requests.ts';
import { type AddRoute, queryOf, reply, type Site, userInPath } from './site.ts';

/** Routes that list, create, read, update and delete users. */
export function userRoutes(add: AddRoute, { bank }: Site): void {
  add('listUsers', 'GET', '/users', (c) => {
    const query = queryOf(c);
    const body = (user: User) => userBody(user, c.var.version);
    const [id, email] = [query.get('id'), query.get('email')];
    const isDisabled = flagOf(query, 'is_disabled');
    if (id === null && email === null && isDisabled === undefined)
      return reply(c, pageOf('users', bank.users.values(), bank.users.size, query, body));
    const isAsked = (user: User) =>
      (id === null || user.id === id) &&
      (email === null || user.email === email) &&
      (isDisabled === undefined || user.isDisabled === isDisabled);
    const users = [...bank.users.values()].filter(isAsked);
    return reply(c, pageOf('users', users, users.length, query, body));
  });

  add('createUser', 'POST', '/users', async (c) => {
    const user = bank.createUser(await bodyOf(c, USER));
    return reply(c, { user: userBody(user, c.var.version) });
  });

  add('readUser', 'GET', '/users/:user', (c) =>
    reply(c, { user: userBody(userInPath(c, bank), c.var.version) }),
  );

  add('updateUser', 'PUT', '/users/:user', async (c) => {
    const { guid } = userInPath(c, bank);
    const user = bank.updateUser(guid, await bodyOf(c, USER));
    return reply(c, { user: userBody(user, c.var.version) });
  });

  add('deleteUser', 'DELETE', '/users/:user', (c) => {
    bank.deleteUser(userInPath(c, bank).guid);
    return c.body(null, 204);
  });
}
