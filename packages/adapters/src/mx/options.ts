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
const LONGEST_TIMEOUT = 2 ** 31 - 1;

function check(isRight: boolean, expected: string): asserts isRight {
  if (!isRight) throw new TypeError(`createMx: ${expected}.`);
}

const isOptionalCount = (value: unknown, most = Number.MAX_SAFE_INTEGER): boolean =>
  value === undefined || (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most);

const isOptionalFunction = (value: unknown): boolean =>
  value === undefined || typeof value === 'function';

/** The URL parser has made an IPv4 address out of every way to write one. */
const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);

/** The address under which all paths are, with a slash at its end. */
function addressOf(environment: MxOptions['environment']): URL {
  if (environment === 'integration' || environment === 'production')
    return new URL(ADDRESSES[environment]);
  check(
    environment instanceof URL,
    "environment must be 'integration', 'production' or a URL object",
  );
  check(
    environment.protocol === 'https:' ||
      (environment.protocol === 'http:' && isLoopback(environment)),
    'environment must be an https: address; http: would send the API key in the clear and is for loopback only',
  );
  check(
    !environment.username && !environment.password && !environment.search && !environment.hash,
    'environment must be an address without user, query and fragment',
  );
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
  const { clientId, apiKey, environment, version = DEFAULT_VERSION, answerWith } = options;
  check(
    typeof clientId === 'string' && clientId !== '' && !clientId.includes(':'),
    'clientId must be a text that is not empty and has no colon',
  );
  check(typeof apiKey === 'string' && apiKey !== '', 'apiKey must be a text that is not empty');
  check(
    Object.hasOwn(VERSION_HEADERS, version),
    `version must be one of ${Object.keys(VERSION_HEADERS).join(', ')}`,
  );
  check(
    isOptionalCount(options.timeout, LONGEST_TIMEOUT),
    `timeout must be whole milliseconds from 1 to ${LONGEST_TIMEOUT}`,
  );
  check(
    isOptionalCount(options.maxConcurrent),
    'maxConcurrent must be a whole number of at least 1',
  );
  check(
    isOptionalCount(options.requestsPerSecond),
    'requestsPerSecond must be a whole number of at least 1',
  );
  check(
    answerWith === undefined || ['value', 'guid', 'label'].includes(answerWith),
    'answerWith must be value, guid or label',
  );
  check(isOptionalFunction(options.fetch), 'fetch must be a function');
  check(isOptionalFunction(options.open), 'open must be a function');
  return {
    address: addressOf(environment),
    headers: { ...VERSION_HEADERS[version], authorization: basicAuth(clientId, apiKey) },
  };
}
