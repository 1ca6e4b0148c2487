import type { GenericSchema } from 'valibot';
import {
  AccountNumbersBody,
  AccountOwnersBody,
  AccountsBody,
  type Camel,
  camelOf,
  TransactionsBody,
} from './data-schemas.ts';
import type { MemberDataRequest, MxData } from './data-types.ts';
import { toPage } from './decode.ts';
import { toWirePaging } from './encode.ts';
import type { Page } from './pages.ts';
import { listingOf } from './pages.ts';
import type { MxReadOptions } from './port/call-options.ts';
import type { Http } from './port/http.ts';
import type { MxVersion } from './port/request.ts';
import type { WirePagination } from './schemas.ts';

type Query = Readonly<Record<string, string | number | undefined>>;

/**
 * Converts a date for the API version: v20250224 expects seconds since 1970 (OAS11, OAS25). @throws {TypeError} for a
 * date in another form.
 */
function toWireDate(name: string, date: string | undefined, version: MxVersion) {
  if (date === undefined) return undefined;
  const at = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at))
    throw new TypeError(`listTransactions: ${name} must be a date of the form 2026-01-31.`);
  return version === 'v20111101' ? date : String(at / 1_000);
}

/** The calls that read what jobs have collected. */
export function createData(http: Http, version: MxVersion): MxData {
  /** Lists one kind of data, one page at a time. */
  const list = <Name extends string, Entry>(
    name: Name,
    schema: GenericSchema<
      unknown,
      { [key in Name]: Entry[] } & { pagination?: WirePagination | undefined }
    >,
    { member, page: from, ...paging }: MemberDataRequest,
    options?: MxReadOptions,
    filter?: () => Query,
  ) => {
    type Result = Page & { readonly [key in Camel<Name>]: readonly Entry[] };
    const path = ['users', member.userGuid, 'members', member.memberGuid, name];
    const ours = camelOf(name) as Camel<Name>;
    const read = async (page: number | undefined) => {
      const query = { ...toWirePaging(paging), page, ...filter?.() };
      const body = await http({ method: 'get', path, query, schema, ...options });
      const entries = body[name];
      return { ...toPage(body.pagination, entries.length), [ours]: entries } as Result;
    };
    return listingOf<Result, Entry>(read, (page) => page[ours], from);
  };

  return {
    listAccounts: (request, options) => list('accounts', AccountsBody, request, options),
    listTransactions: ({ fromDate, toDate, ...request }, options) =>
      list('transactions', TransactionsBody, request, options, () => ({
        from_date: toWireDate('fromDate', fromDate, version),
        to_date: toWireDate('toDate', toDate, version),
      })),
    listAccountNumbers: (request, options) =>
      list('account_numbers', AccountNumbersBody, request, options),
    listAccountOwners: (request, options) =>
      list('account_owners', AccountOwnersBody, request, options),
  };
}
