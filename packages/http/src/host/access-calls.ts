import type { MemberAccess } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import type { AccessCall } from '../access.ts';

/** Reads members, and calls that go straight to MX, from the path and body of a request. */

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
