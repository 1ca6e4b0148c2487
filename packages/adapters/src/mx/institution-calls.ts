import * as v from 'valibot';
import type { MxReadOptions } from './call-options.ts';
import { toPage } from './decode.ts';
import { toWireInstitutionFilter, toWirePaging } from './encode.ts';
import type { Http } from './http.ts';
import { type Listing, listingOf, type Page, type Paging } from './pages.ts';
import { guid, pagination, remark } from './schemas.ts';
import type { InstitutionFilter, MxVersion } from './types.ts';

/** An institution as MX stores it. */
export interface InstitutionDetails {
  /** MX's code, by which members are created: `mxbank`. */
  readonly institutionCode: string;
  /** MX's guid: `INS-…`. `null` in v20111101. */
  readonly institutionGuid: string | null;
  readonly name: string;
  /** The address of its site; `null` where MX sends none. */
  readonly url: string | null;
  /** Where its users get a new password; `null` where MX sends none. */
  readonly forgotPasswordUrl: string | null;
  /** Where its users get help with their login; `null` where MX sends none. */
  readonly troubleSigningInUrl: string | null;
  /** What MX wants its users to know when they log in. MX writes it in HTML: show it as text. `null` where MX sends none. */
  readonly instructionalText: string | null;
  /** Its users log in at its own page: create members with `isOauth`. */
  readonly supportsOauth: boolean;
  /** How it is at MX, as MX names it. `null` where MX sends none: v20250224 has it since April 2026 (D-INST). */
  readonly status: string | null;
  /** What MX restricts for you, as MX names it (D-INST). `null` for nothing, and where MX sends none. */
  readonly clientStatus: string | null;
}

/** The calls about institutions. */
export interface MxInstitutions {
  /** The institutions of MX, by name. A `TypeError` for `includeBlockedInstitutions` in v20111101. */
  listInstitutions(
    request?: InstitutionFilter & Paging,
    options?: MxReadOptions,
  ): Listing<Page & { readonly institutions: readonly InstitutionDetails[] }, InstitutionDetails>;
  /** Reads one institution. */
  readInstitution(
    request: { readonly institutionCode: string },
    options?: MxReadOptions,
  ): Promise<InstitutionDetails>;
}

const WireInstitution = v.object({
  code: guid,
  guid: remark,
  name: remark,
  url: remark,
  forgot_password_url: remark,
  trouble_signing_in_url: remark,
  instructional_text: remark,
  supports_oauth: v.fallback(v.nullish(v.boolean()), null),
  status: remark,
  client_status: remark,
});
const InstitutionBody = v.object({ institution: WireInstitution });
const InstitutionsBody = v.object({
  institutions: v.array(WireInstitution),
  pagination,
});

const toInstitution = (wire: v.InferOutput<typeof WireInstitution>): InstitutionDetails => ({
  institutionCode: wire.code,
  institutionGuid: wire.guid ?? null,
  name: wire.name ?? '',
  url: wire.url ?? null,
  forgotPasswordUrl: wire.forgot_password_url ?? null,
  troubleSigningInUrl: wire.trouble_signing_in_url ?? null,
  instructionalText: wire.instructional_text ?? null,
  supportsOauth: wire.supports_oauth ?? false,
  status: wire.status ?? null,
  clientStatus: wire.client_status ?? null,
});

/** The calls by which a user chooses a bank. */
export function institutionCalls(http: Http, version: MxVersion): MxInstitutions {
  return {
    listInstitutions({ page: from, ...request } = {}, options) {
      const filter = toWireInstitutionFilter(request, version);
      const read = async (page: number | undefined) => {
        const query = { ...toWirePaging(request), page, ...filter };
        const call = { method: 'get', path: ['institutions'], query } as const;
        const body = await http({ ...call, schema: InstitutionsBody, ...options });
        const institutions = body.institutions.map(toInstitution);
        return { ...toPage(body.pagination, institutions.length), institutions };
      };
      return listingOf(read, ({ institutions }) => institutions, from);
    },

    async readInstitution({ institutionCode }, options) {
      const path = ['institutions', institutionCode];
      const body = await http({ method: 'get', path, schema: InstitutionBody, ...options });
      return toInstitution(body.institution);
    },
  };
}
