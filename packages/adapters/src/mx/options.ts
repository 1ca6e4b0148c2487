import * as v from 'valibot';
import { basicAuth } from '../http/basic.ts';
import type { MxOptions, MxVersion } from './types.ts';

const ADDRESSES = {
  integration: 'https://int-api.mx.com',
  production: 'https://api.mx.com',
} as const;

/** Each version is asked for in its own way; without one MX answers 406 (D-FMT, OAS25). */
const VERSION_HEADERS: Readonly<Record<MxVersion, Readonly<Record<string, string>>>> = {
  v20111101: { accept: 'application/vnd.mx.api.v1+json' },
  v20250224: { accept: 'application/json', 'accept-version': 'v20250224' },
};

export const DEFAULT_VERSION: MxVersion = 'v20250224';
export const DEFAULT_TIMEOUT = 10_000;
/** What a timer can hold. */
const MAX_TIMEOUT = 2 ** 31 - 1;

/** The URL parser has made an IPv4 address out of every way to write one. */
const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);

const isPrivate = (url: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));

const isPlain = ({ username, password, search, hash }: URL): boolean =>
  !username && !password && !search && !hash;

const count = (name: string) =>
  v.message(
    v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
    `${name} must be a whole number of at least 1`,
  );

/** Without the white space around it: a file or a variable often ends with a line break. */
const key = (form: RegExp, expected: string) =>
  v.message(v.pipe(v.string(), v.trim(), v.regex(form)), expected);

const callable = (name: string) =>
  v.message(v.optional(v.function()), `${name} must be a function`);

/** Every message is our own: those of valibot quote the value. */
const Options = v.object(
  {
    clientId: key(
      /^[^\p{Cc}:]+$/u,
      'clientId must be a text that is not empty and has no colon and no control characters',
    ),
    apiKey: key(
      /^\P{Cc}+$/u,
      'apiKey must be a text that is not empty and has no control characters',
    ),
    environment: v.union(
      [
        v.picklist(['integration', 'production']),
        v.pipe(
          v.instance(URL),
          v.check(
            isPrivate,
            'environment must be an https: address; http: would send the API key in the clear and is for loopback only',
          ),
          v.check(isPlain, 'environment must be an address without user, query and fragment'),
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
      `timeout must be whole milliseconds from 1 to ${MAX_TIMEOUT}`,
    ),
    maxConcurrent: count('maxConcurrent'),
    requestsPerSecond: count('requestsPerSecond'),
    fetch: callable('fetch'),
    open: callable('open'),
  },
  'clientId, apiKey and environment are needed',
);

/** The address under which all paths are, with a slash at its end. */
function addressOf(environment: MxOptions['environment']): URL {
  if (!(environment instanceof URL)) return new URL(ADDRESSES[environment]);
  return new URL(`${environment.origin}${environment.pathname.replace(/\/*$/, '/')}`);
}

/**
 * Checks the options.
 * @returns Where to send requests, and the headers that each carries.
 * @throws {TypeError} that names what is wrong and quotes no value.
 */
export function connectionOf(options: MxOptions): {
  readonly address: URL;
  readonly headers: Readonly<Record<string, string>>;
} {
  const { success, issues, output } = v.safeParse(Options, options, { abortEarly: true });
  if (!success) throw new TypeError(`createMx: ${issues[0].message}.`);
  const { clientId, apiKey, environment, version = DEFAULT_VERSION } = output;
  return {
    address: addressOf(environment),
    headers: { ...VERSION_HEADERS[version], authorization: basicAuth(clientId, apiKey) },
  };
}
