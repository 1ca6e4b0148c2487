import { parseJson, readText, TooLongError } from '@mx-member/http/web';
import type { Context } from 'hono';
import * as v from 'valibot';
import type { Item } from '../bank/collected.ts';
import { PRODUCTS, type Product } from '../bank/products.ts';
import { BankRefusal } from '../bank/refusal.ts';
import type { Version } from './bodies.ts';
import type { Env } from './env.ts';

/** D-OURI */
const DEFAULT_SCHEME = 'mx';

/** The maximum length of a request body, in bytes. */
const MAX_BODY = 100_000;

const text = v.pipe(v.string(), v.maxLength(4_096, 'at most 4096 characters long'));
const filled = v.pipe(text, v.minLength(1, 'filled in'));
/** A client's id can be part of a path (D-USR). */
const id = v.pipe(
  v.string(),
  v.maxLength(1_024, 'at most 1024 characters long'),
  v.regex(/^[A-Za-z0-9_-]+$/, 'letters, numbers, - and _ only'),
);
/** The format of email addresses that MX accepts (D-USR). */
const email = v.pipe(
  text,
  v.regex(
    /^[\w.!#$%&'*+/=?^{}|~-]+@[A-Za-z0-9]+(-[A-Za-z0-9]+)*(\.[A-Za-z0-9]+(-[A-Za-z0-9]+)*)+$/,
    'an email address such as user@example.com',
  ),
);

/** An object that is not a list. Valibot's own `object` also accepts lists. */
const object = <E extends v.ObjectEntries>(entries: E) =>
  v.pipe(
    v.unknown(),
    v.check((value) => !Array.isArray(value), 'an object'),
    v.object(entries),
  );

const pairs = v.pipe(
  v.array(object({ guid: filled, value: filled })),
  v.maxLength(100, 'a list of at most 100'),
);

const isPage = (value: string) =>
  URL.canParse(value) && !/^(javascript|data|vbscript):/i.test(value);
const url = v.pipe(text, v.check(isPage, 'the address of a page or an app'));
const scheme = v.pipe(
  text,
  v.regex(
    /^(?!(javascript|data|vbscript|https?|file|blob|about)$)[a-z][a-z0-9+.-]*$/i,
    "an app's scheme",
  ),
);
const referralSource = v.optional(v.picklist(['APP', 'BROWSER']));

/** Removes fields that are `undefined`. */
const given = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** A record in a body needs at least one field (D-FMT). */
const isSomething = v.check(
  (value: unknown) => Object.keys(Object(value)).length > 0,
  'an object with at least one field',
);

/** `{"user": {…}}` */
export const USER = v.pipe(
  object({
    user: v.pipe(
      v.unknown(),
      isSomething,
      object({
        email: v.optional(email),
        id: v.nullish(id),
        is_disabled: v.optional(v.boolean()),
        metadata: v.optional(text),
      }),
    ),
  }),
  v.transform(({ user: { is_disabled, id, email, metadata } }) =>
    given({ id, email, metadata, isDisabled: is_disabled }),
  ),
);

const MEMBER = {
  background_aggregation_is_disabled: v.optional(v.boolean()),
  credentials: v.optional(pairs),
  id: v.optional(id),
  metadata: v.optional(text),
  skip_aggregation: v.optional(v.boolean()),
  use_cases: v.optional(v.array(v.picklist(['MONEY_MOVEMENT', 'PFM']))),
};
const member = object(MEMBER);
const fieldsOf = (fields: v.InferOutput<typeof member>) =>
  given({
    id: fields.id,
    metadata: fields.metadata,
    credentials: fields.credentials,
    backgroundAggregationIsDisabled: fields.background_aggregation_is_disabled,
    skipAggregation: fields.skip_aggregation,
    useCases: fields.use_cases,
  });

type Requested = { readonly products: readonly Product[] } | undefined;

const created = (dataRequest: v.GenericSchema<unknown, Requested>) =>
  v.pipe(
    object({
      data_request: dataRequest,
      client_redirect_url: v.optional(url),
      enable_app2app: v.optional(v.boolean()),
      referral_source: referralSource,
      ui_message_webview_url_scheme: v.optional(scheme, DEFAULT_SCHEME),
      member: object({
        ...MEMBER,
        institution_code: filled,
        is_oauth: v.optional(v.boolean(), false),
      }),
    }),
    v.transform((body) => ({
      institutionCode: body.member.institution_code,
      isOauth: body.member.is_oauth,
      fields: fieldsOf(body.member),
      products: body.data_request?.products ?? [],
      window: {
        redirectUrl: body.client_redirect_url ?? null,
        referralSource: body.referral_source ?? 'BROWSER',
        scheme: body.ui_message_webview_url_scheme,
      },
    })),
  );

/** `POST …/members`. Only v20250224 has `data_request`, and another version ignores it. */
export const CREATE_MEMBER = {
  v20111101: created(
    v.pipe(
      v.optional(v.unknown()),
      v.transform(() => undefined),
    ),
  ),
  v20250224: created(v.optional(object({ products: v.array(v.picklist(PRODUCTS)) }))),
} satisfies Record<Version, unknown>;

/** `PUT …/members/{member}` */
export const UPDATE_MEMBER = v.pipe(
  object({ member: v.pipe(v.unknown(), isSomething, member) }),
  v.transform((body) => fieldsOf(body.member)),
);

const WIDGET = {
  current_institution_code: v.nullish(filled),
  current_institution_guid: v.nullish(filled),
  current_member_guid: v.nullish(filled),
};
const firstOf = (
  given: {
    readonly [Key in keyof typeof WIDGET]?: string | null | undefined;
  },
) => ({
  institution: given.current_institution_code ?? given.current_institution_guid ?? null,
  member: given.current_member_guid ?? null,
});

/** `POST …/widget_urls`. The other options change how MX's widget looks, and what it does after the login. */
export const WIDGET_URL = v.pipe(
  object({ widget_url: object({ ...WIDGET, widget_type: filled }) }),
  v.transform(({ widget_url }) => ({ type: widget_url.widget_type, ...firstOf(widget_url) })),
);

/** `POST …/connect_widget_url` (v20111101) */
export const CONNECT_WIDGET_URL = v.pipe(
  object({ config: v.optional(object(WIDGET), {}) }),
  v.transform(({ config }) => firstOf(config)),
);

/** `PUT …/resume` */
export const RESUME = v.pipe(
  object({ member: object({ challenges: v.pipe(pairs, v.minLength(1, 'filled in')) }) }),
  v.transform((body) => body.member.challenges),
);

/** The query of `GET …/oauth_window_uri` */
export const WINDOW_QUERY = object({
  client_redirect_url: v.optional(url),
  enable_app2app: v.optional(v.picklist(['true', 'false'])),
  referral_source: referralSource,
  skip_aggregation: v.optional(v.picklist(['true', 'false'])),
  ui_message_webview_url_scheme: v.optional(scheme, DEFAULT_SCHEME),
});

const flag = v.optional(v.picklist(['true', 'false']));

/** The query of `GET …/accounts` */
export const LIST_ACCOUNTS_QUERY = object({ is_manual: flag, member_is_managed_by_user: flag });

/** The query of `POST …/aggregate` (OAS11; the file of v20250224 omits it). Holdings are not simulated. */
export const AGGREGATE_QUERY = v.pipe(
  object({ include_transactions: flag, include_holdings: flag }),
  v.transform(({ include_transactions }): readonly Item[] =>
    include_transactions === 'false' ? ['transactions'] : [],
  ),
);

type Schema = v.GenericSchema<unknown, unknown>;

/** Says which field of a body is wrong and what was expected. It never quotes the value, which may be a password. */
function invalidField(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  const where = path ? `"${path}"` : 'The body';
  const expected = issue.kind === 'schema' ? issue.expected : issue.message;
  return `${where} must be ${expected}.`;
}

/** @throws BankRefusal 400 when the value does not match the schema. */
export function check<S extends Schema>(schema: S, value: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  throw new BankRefusal(400, invalidField(result.issues[0]));
}

/**
 * What the client wants returned with a webhook. `null` for nothing (OAS25). @throws BankRefusal 400 when it is too
 * long.
 */
export function callbackPayloadOf(c: Context): string | null {
  const payload = c.req.header('x-callback-payload') ?? null;
  if (payload !== null && payload.length > 1_024)
    throw new BankRefusal(400, 'X-CALLBACK-PAYLOAD may have at most 1024 characters.');
  return payload;
}

/** The body of a request. @throws BankRefusal 413 as soon as it is too long. The rest is not read. */
export async function textOf(c: Context<Env>): Promise<string> {
  const text = await readText(c.req.raw.body, MAX_BODY).catch((error: unknown) => {
    throw error instanceof TooLongError
      ? new BankRefusal(413, `A body may have at most ${MAX_BODY} bytes.`)
      : error;
  });
  c.set('body', text);
  return text;
}

/**
 * The parsed body of a request. @throws BankRefusal 400 when it is not JSON or does not match the schema, 413 when it
 * is too long.
 */
export async function bodyOf<S extends Schema>(
  c: Context<Env>,
  schema: S,
): Promise<v.InferOutput<S>> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/([\w.-]+\+)?json\b/i.test(type))
    throw new BankRefusal(400, 'The Content-Type must be application/json.');
  const value = parseJson(await textOf(c));
  if (value === undefined) throw new BankRefusal(400, 'The body is not valid JSON.');
  return check(schema, value);
}
