import type { MemberAccess } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import type { AccessCall } from '../access.ts';

/** Members, and the calls straight to MX, in the addresses and bodies of requests. */

export const memberOf = ({
  userGuid = '',
  memberGuid = '',
}: Readonly<Record<string, string>>): MemberId => ({
  userGuid,
  memberGuid,
});

export function accessCallOf(
  action: keyof MemberAccess,
  parameters: Readonly<Record<string, string>>,
  body: Readonly<Record<string, unknown>>,
): AccessCall {
  const member = memberOf(parameters);
  switch (action) {
    case 'oauthWindowUri':
      return { call: action, member };
    case 'updateCredentials': {
      const { credentials } = body as Pick<
        Extract<AccessCall, { readonly call: 'updateCredentials' }>,
        'credentials'
      >;
      return { call: action, member, credentials };
    }
    case 'institutionCredentials': {
      const { institutionCode = '' } = parameters;
      return { call: action, institutionCode };
    }
  }
}
