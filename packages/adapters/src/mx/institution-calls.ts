import type { InstitutionDetails } from '@mx-member/machine/hosting';
import * as v from 'valibot';
import { toPage } from './decode.ts';
import { toWireInstitutionFilter, toWirePaging } from './encode.ts';
import { type Listing, listingOf, type Page, type Paging } from './pages.ts';
import type { MxReadOptions } from './port/call-options.ts';
import type { Http } from './port/http.ts';
import type { MxVersion } from './port/request.ts';
import { guid, remark } from './port/wire.ts';
import { pagination } from './schemas.ts';

/** The calls about institutions. */
export interface MxInstitutions {
  /** Lists MX's institutions that match every given field (OAS25, OAS11), by name. Throws a `TypeError` for `includeBlockedInstitutions` in v20111101. */
  listInstitutions(
    request?: Paging & {
      /** A part of the name. */
      readonly name?: string;
      /** Also lists the institutions that MX blocks for you (D-INST). Version v20250224 only. @default false, set by MX */
      readonly includeBlockedInstitutions?: boolean;
    },
    options?: MxReadOptions,
  ): Listing<Page & { readonly institutions: readonly InstitutionDetails[] }, InstitutionDetails>;
  /** Reads one institution. */
  readInstitution(
    request: { readonly institutionCode: string },
    options?: MxReadOptions,
  ): Promise<InstitutionDetails>;
}

/** MX's widget knows the statuses by these numbers (CW). */
const INSTITUTION_STATUSES = ['OPERATIONAL', 'MAINTENANCE', 'DEGRADED', 'UNAVAILABLE'];

/** A status is a word or a number. */
const institutionStatus = v.fallback(
  v.nullish(
    v.union([
      v.string(),
      v.pipe(
        v.number(),
        v.transform((number) => INSTITUTION_STATUSES[number] ?? null),
      ),
    ]),
  ),
  null,
);

const flag = v.fallback(v.nullish(v.boolean()), null);

const WireInstitution = v.object({
  code: guid,
  guid: remark,
  name: remark,
  url: remark,
  medium_logo_url: remark,
  forgot_password_url: remark,
  trouble_signing_in_url: remark,
  instructional_text: remark,
  supports_oauth: flag,
  supports_account_verification: flag,
  supports_account_identification: flag,
  supported_products: v.fallback(v.nullish(v.array(v.string())), null),
  status: institutionStatus,
  client_status: remark,
});
const InstitutionBody = v.object({ institution: WireInstitution });
const InstitutionsBody = v.object({
  institutions: v.array(WireInstitution),
  pagination,
});

/** v20250224 lists the products, and v20111101 has a flag for each (OAS25, OAS11). */
const supports = (
  wire: v.InferOutput<typeof WireInstitution>,
  product: 'account_verification' | 'account_identification',
  name: string,
): boolean | null => wire.supported_products?.includes(name) ?? wire[`supports_${product}`] ?? null;

const toInstitution = (wire: v.InferOutput<typeof WireInstitution>): InstitutionDetails => ({
  institutionCode: wire.code,
  institutionGuid: wire.guid ?? null,
  name: wire.name ?? '',
  url: wire.url ?? null,
  logoUrl: wire.medium_logo_url ?? null,
  forgotPasswordUrl: wire.forgot_password_url ?? null,
  troubleSigningInUrl: wire.trouble_signing_in_url ?? null,
  instructionalText: wire.instructional_text ?? null,
  supportsOauth: wire.supports_oauth ?? false,
  supportsVerification: supports(wire, 'account_verification', 'account_verification'),
  supportsIdentification: supports(wire, 'account_identification', 'identity_verification'),
  status: wire.status ?? null,
  clientStatus: wire.client_status ?? null,
});

/** The calls for choosing a bank. */
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
