import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';

/** Shell commands for the printed guides to a simulated MX. They need only curl and grep, and run in any shell. */

/** The fields of MX Bank's login form. Their guids are always the same. */
const FIELDS = {
  username: 'CRD-9f61fb4c-912c-bd1e-b175-ccc7f0275cc1',
  password: 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d',
};

/** The body of a shell function that calls a simulated MX with the arguments of the function. */
export const CURL = `curl -s -u ${DEFAULT_CLIENT_ID}:${DEFAULT_API_KEY} -H 'Accept-Version: v20250224' -H 'Content-Type: application/json' "$@"`;

/**
 * Commands that create a user and a member, and keep their guids in `$user` and `$member`.
 * @param call The name of the shell function around {@link CURL}.
 * @param fields More fields of the member, besides its credentials.
 */
export function makeMember(
  url: string,
  call: string,
  password: string,
  fields: object = {},
): readonly string[] {
  const member = {
    institution_code: 'mxbank',
    ...fields,
    credentials: [
      { guid: FIELDS.username, value: 'mxuser' },
      { guid: FIELDS.password, value: password },
    ],
  };
  return [
    `user=$(${call} ${url}/users -d '{"user":{"metadata":"curl"}}' | grep -o 'USR-[^"]*' | head -n 1)`,
    `member=$(${call} ${url}/users/$user/members -d '${JSON.stringify({ member })}' | grep -o 'MBR-[^"]*' | head -n 1)`,
  ];
}
