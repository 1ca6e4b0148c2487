import type {
  DirectoryClient,
  InstitutionDetails,
  InstitutionPage,
  ListedMember,
} from '@mx-member/machine/hosting';
import type { CallOptions } from '@mx-member/machine/step';
import { toSentReading } from './access.ts';
import { createCalls, HOST_ERRORS, replyWith } from './client.ts';
import { type MemberDirectory, membersOf } from './create/members.ts';
import type { Performs } from './server.ts';
import type { ClientOptions } from './web/json-client.ts';

/** The search for an institution and the list of a user's members over HTTP: the server's and the client's half. */

/** Searches institutions. The result of `createMx` has both functions. */
export interface InstitutionDirectory {
  listInstitutions(
    request?: { readonly name?: string; readonly page?: number },
    options?: CallOptions,
  ): PromiseLike<InstitutionPage>;
  readInstitution(
    request: { readonly institutionCode: string },
    options?: CallOptions,
  ): Promise<InstitutionDetails>;
}

/** The calls of a page that chooses a bank. They go straight to MX. */
export function directoryPerforms(
  institutions: InstitutionDirectory | undefined,
  members: MemberDirectory | undefined,
): Performs {
  return {
    ...(institutions && {
      async institutions({ query, signal }) {
        const found = await institutions.listInstitutions(query, { signal });
        return { institutions: found.institutions, page: found.page, pages: found.pages };
      },
      institution: ({ parameters: { institutionCode = '' }, signal }) =>
        institutions.readInstitution({ institutionCode }, { signal }),
    }),
    ...(members && {
      async members({ userGuid, signal }) {
        const listed = await membersOf(members, userGuid, { signal });
        return listed.map(({ member, isOauth, institutionCode, name, id, isManual, reading }) => ({
          member,
          isOauth,
          institutionCode,
          name,
          id,
          isManual,
          reading: toSentReading(reading),
        }));
      },
    }),
  };
}

const toPage = replyWith<InstitutionPage>({ institutions: 'list' });
const toInstitution = replyWith<InstitutionDetails>({ institutionCode: 'string' });
const toMembers = replyWith<readonly ListedMember[]>({ map: Boolean });

/**
 * Creates a client of `createMembersHandler`, or of `createHostHandler` with `institutions` and `creator`. `url` is the
 * part before `/institutions`; in a page it may be relative.
 *
 * @throws {TypeError} when an option is wrong.
 */
export function connectDirectory(options: ClientOptions): DirectoryClient {
  const ask = createCalls('connectDirectory', options, HOST_ERRORS);
  return {
    institutions({ name, page } = {}, { signal } = {}) {
      const query = { ...(name && { name }), ...(page && { page: `${page}` }) };
      return ask('institutions', { parameters: {}, query, signal }, toPage);
    },
    institution: ({ institutionCode }, { signal } = {}) =>
      ask('institution', { parameters: { institutionCode }, signal }, toInstitution),
    members: ({ signal } = {}) => ask('members', { parameters: {}, signal }, toMembers),
  };
}
