import type { CreatingHost } from '@mx-member/host';
import { type CreationHandlerOptions, createCreationHandler } from '@mx-member/host/http';
import type { MemberHost, MemberView } from '@mx-member/machine';
import type { authorizeBy } from './gate.ts';

/** Serves `PUT` and `GET` of `/users/{userGuid}/creations/{id}`. */

interface CreationsOptions extends Required<Pick<CreationHandlerOptions, 'mx' | 'onError'>> {
  readonly authorize: ReturnType<typeof authorizeBy>;
}

const keepsCreations = (host: MemberHost<MemberView>): host is CreatingHost => 'creations' in host;

/** Whether a request is about a member that is being created. */
export const isAboutCreation = ({ url }: Request): boolean =>
  /^(\/users\/[^/]+)?\/creations\//.test(new URL(url).pathname);

/**
 * Creates the handler. A caller with the token acts for all users, so the address names the user.
 * @returns `null` if the host does not keep creations.
 */
export function createCreations(
  host: MemberHost<MemberView>,
  { mx, authorize, onError }: CreationsOptions,
): ((request: Request) => Promise<Response>) | null {
  if (!keepsCreations(host)) return null;
  return createCreationHandler({
    mx,
    host,
    onError,
    returnTo: 'any', // The caller has the token, and is not a page.
    authorize: async (request, { userGuid }) => {
      if ((await authorize(request)) !== true) return 'signedOut';
      return userGuid !== null && { userGuid };
    },
  });
}
