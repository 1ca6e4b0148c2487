import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';

/** Commands of the guides to a simulated MX. They need curl and grep alone, in any shell. */

/** The fields of MX Bank's form. Their guids are the same everywhere. */
const FIELDS = {
  username: 'CRD-9f61fb4c-912c-bd1e-b175-ccc7f0275cc1',
  password: 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d',
};

/** Calls a simulated MX with the arguments of the shell's function around it. */
export const CURL = `curl -s -u ${DEFAULT_CLIENT_ID}:${DEFAULT_API_KEY} -H 'Accept-Version: v20111101' -H 'Content-Type: application/json' "$@"`;

/**
 * Makes a user and a member, and keeps their guids in `$user` and `$member`.
 * @param call The name of the shell's function around {@link CURL}.
 * @param fields Of the member, besides its credentials.
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
