import { toPage, toUser } from './decode.ts';
import { toWireNewUser, toWirePaging, toWireUserChanges, toWireUserFilter } from './encode.ts';
import type { Mx } from './mx.ts';
import { entriesOf } from './pages.ts';
import type { Http } from './port/http.ts';
import { Nothing, UserBody, UsersBody } from './schemas.ts';

type UserCalls = Pick<
  Mx,
  'createUser' | 'readUser' | 'updateUser' | 'deleteUser' | 'listUsers' | 'users'
>;

/** The calls about users. */
export function userCalls(http: Http): UserCalls {
  const listUsers: Mx['listUsers'] = async (request = {}, options) => {
    const query = { ...toWirePaging(request), ...toWireUserFilter(request) };
    const call = { method: 'get', path: ['users'], query, schema: UsersBody, ...options } as const;
    const { pagination, users } = await http(call);
    return { ...toPage(pagination, users.length), users: users.map(toUser) };
  };

  return {
    async createUser(request = {}, options = {}) {
      const body = { user: toWireNewUser(request) };
      const call = { method: 'post', path: ['users'], body, schema: UserBody, ...options } as const;
      return { userGuid: (await http(call)).user.guid };
    },

    async readUser({ userGuid }, options) {
      const path = ['users', userGuid];
      return toUser((await http({ method: 'get', path, schema: UserBody, ...options })).user);
    },

    async updateUser({ userGuid, ...request }, options) {
      const path = ['users', userGuid];
      const body = { user: toWireUserChanges(request) };
      return toUser((await http({ method: 'put', path, body, schema: UserBody, ...options })).user);
    },

    async deleteUser({ userGuid }, options) {
      await http({ method: 'delete', path: ['users', userGuid], schema: Nothing, ...options });
    },

    listUsers,

    users: ({ page, ...request } = {}, options) =>
      entriesOf(
        (page) => listUsers({ ...request, page }, options),
        (page) => page.users,
        page,
      ),
  };
}
