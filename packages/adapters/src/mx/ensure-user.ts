import type { Mx } from './mx.ts';
import type { MxCallOptions } from './port/call-options.ts';
import type { UserAttributes } from './types.ts';

async function userWith(
  mx: Pick<Mx, 'users' | 'createUser'>,
  id: string,
  options: MxCallOptions,
): Promise<string | null> {
  for await (const user of mx.users({ id }, options)) if (user.id === id) return user.userGuid;
  return null;
}

/**
 * Returns the user with your `id` for it, for example the id of an account at your site. Creates the user if MX does not
 * have it. MX keeps the `id`, so a crash between this call and your database creates no second user: call it again.
 * The other attributes are used only for a new user.
 *
 * ```ts
 * const { userGuid } = await ensureUser(mx, { id: 'account-17' });
 * ```
 *
 * @throws {MxError} when MX cannot be reached or refuses the call.
 * @throws {TypeError} without an `id`; then nothing is sent.
 */
export async function ensureUser(
  mx: Pick<Mx, 'users' | 'createUser'>,
  { id, ...attributes }: UserAttributes & { readonly id: string },
  options: MxCallOptions = {},
): Promise<{ readonly userGuid: string }> {
  if (typeof id !== 'string' || id === '')
    throw new TypeError('ensureUser: `id` is required. It is your own id for the user.');
  const known = await userWith(mx, id, options);
  if (known !== null) return { userGuid: known };
  try {
    return await mx.createUser({ id, ...attributes }, options);
  } catch (thrown) {
    // Another call has created the user meanwhile.
    const winner = Object(thrown).code === 'conflict' ? await userWith(mx, id, options) : null;
    if (winner === null) throw thrown;
    return { userGuid: winner };
  }
}
