import { createLimiter } from '@mx-member/http/limits';
import { basicAuth } from '@mx-member/http/web';
import { checkOptions, type Limiter } from '@mx-member/machine/hosting';
import * as v from 'valibot';
import { VERSION } from '../version.ts';
import { baseOf, EXPECTED, isClientId, isKey, isPlain, isPrivate } from './connection.ts';
import { MAX_TIMEOUT } from './port/call-options.ts';
import type { Connection } from './port/http.ts';
import type { MxVersion } from './port/request.ts';
import type { MxOptions } from './types.ts';

const ADDRESSES = {
  integration: 'https://int-api.mx.com',
  production: 'https://api.mx.com',
} as const;

/**
 * `Accept-Version` names the version in every request, because MX refuses requests without it since 2026-08-12 (D-MIG).
 * Before that, the media type selected v20111101. It is still sent because the reference of v20111101 still lists it
 * (D-FMT).
 */
const VERSION_HEADERS: Readonly<Record<MxVersion, Readonly<Record<string, string>>>> = {
  v20111101: { accept: 'application/vnd.mx.api.v1+json', 'accept-version': 'v20111101' },
  v20250224: { accept: 'application/json', 'accept-version': 'v20250224' },
};

export const DEFAULT_VERSION: MxVersion = 'v20250224';
export const DEFAULT_ATTEMPT_TIMEOUT = 10_000;

const count = (name: string, least = 1) =>
  v.message(
    v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(least))),
    `${name} must be a whole number of at least ${least}`,
  );

/** White space around the key is removed, because files and environment variables often end with a line break. */
const trimmed = (isOne: (text: string) => boolean) => v.pipe(v.string(), v.trim(), v.check(isOne));

const callable = (name: string) =>
  v.message(v.optional(v.function()), `${name} must be a function`);

/** Each check has a message of its own, because the messages of valibot quote the value. */
const Options = v.object(
  {
    clientId: v.message(trimmed(isClientId), EXPECTED.clientId),
    apiKey: v.message(v.union([v.function(), trimmed(isKey)]), `${EXPECTED.apiKey}, or a function`),
    environment: v.union(
      [
        v.picklist(['integration', 'production']),
        v.pipe(
          v.instance(URL),
          v.check(isPrivate, `environment ${EXPECTED.private}`),
          v.check(isPlain, `environment ${EXPECTED.plain}`),
        ),
      ],
      "environment must be 'integration', 'production' or a URL object",
    ),
    version: v.message(
      v.optional(v.picklist(['v20111101', 'v20250224'])),
      'version must be one of v20111101, v20250224',
    ),
    timeout: v.message(
      v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_TIMEOUT))),
      `timeout must be a whole number of milliseconds, from 1 to ${MAX_TIMEOUT}`,
    ),
    maxConcurrent: count('maxConcurrent'),
    requestsPerSecond: count('requestsPerSecond'),
    maxQueue: count('maxQueue', 0),
    maxWait: count('maxWait'),
    limiter: v.message(
      v.optional(v.object({ acquire: v.function() })),
      'limiter must have a function acquire',
    ),
    userAgent: v.message(
      v.optional(v.pipe(v.string(), v.regex(/^[!-~](?:[ -~]{0,254}[!-~])?$/))),
      'userAgent must be 1 to 256 printable ASCII characters, such as acme-budget/1.2',
    ),
    onRequest: callable('onRequest'),
    onResponse: callable('onResponse'),
    fetch: callable('fetch'),
    open: callable('open'),
  } satisfies Readonly<Record<keyof MxOptions, unknown>>,
  'clientId, apiKey and environment are needed',
);

/** Our name and version, after the caller's. Browsers may ignore it. */
const userAgentOf = (own: string | undefined): string =>
  [own, `mx-member/${VERSION}`].filter((name) => name !== undefined).join(' ');

/** The shared limiter, or a new one for this client. A new one learns MX's limit, and also obeys the given limits. */
function limiterOf({ limiter, ...limits }: MxOptions): Limiter {
  const { maxConcurrent, requestsPerSecond, maxQueue, maxWait } = limits;
  const given = { maxConcurrent, requestsPerSecond, maxQueue, maxWait };
  const isLimited = Object.values(given).some((limit) => limit !== undefined);
  if (limiter && isLimited)
    throw new TypeError(
      'createMx: a shared limiter already has limits. Leave out maxConcurrent, requestsPerSecond, maxQueue and maxWait.',
    );
  // A program that sets no limits expects that every call is made.
  return limiter ?? createLimiter(isLimited ? given : { maxQueue: Number.MAX_SAFE_INTEGER });
}

/** A version of MX that the client does not support (D-MIG26). */
const UNSUPPORTED = 'rc20260430';
const UNSUPPORTED_MESSAGE = `createMx: version ${UNSUPPORTED} is not supported. It leaves out fields of members and of member statuses by default, and MX has not published which ones. Use v20250224.`;

/**
 * Checks the options.
 *
 * @returns Where to send requests, the headers of every request, and the limiter.
 * @throws {TypeError} when an option is wrong. The message names the option and does not quote its value.
 */
export function connectionFrom(
  options: MxOptions,
): Connection & { readonly clientId: string; readonly limiter: Limiter } {
  if (Object(options).version === UNSUPPORTED) throw new TypeError(UNSUPPORTED_MESSAGE);
  checkOptions('createMx', options, Object.keys(Options.entries));
  const { success, issues, output } = v.safeParse(Options, options, { abortEarly: true });
  if (!success) throw new TypeError(`createMx: ${issues[0].message}.`);
  const { clientId, apiKey, environment, version = DEFAULT_VERSION, userAgent } = output;
  return {
    clientId,
    address: baseOf(environment instanceof URL ? environment : new URL(ADDRESSES[environment])),
    headers: {
      ...VERSION_HEADERS[version],
      'user-agent': userAgentOf(userAgent),
      ...(typeof apiKey === 'string' && { authorization: basicAuth(clientId, apiKey) }),
    },
    limiter: limiterOf(options),
  };
}
