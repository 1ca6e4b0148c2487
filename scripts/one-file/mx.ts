import {
  baseOf,
  EXPECTED,
  isClientId,
  isKey,
  isPlain,
  isPrivate,
} from '../../packages/adapters/src/mx/connection.ts';
import { toChallenge } from '../../packages/adapters/src/mx/port/challenges.ts';
import { encodePath, jobPathOf, pathOf } from '../../packages/adapters/src/mx/port/paths.ts';
import {
  about,
  isSettled,
  toMemberReading,
  toStatusReading,
} from '../../packages/adapters/src/mx/port/reading.ts';
import { refusalError } from '../../packages/adapters/src/mx/port/refusal.ts';
import type { WireChallenge, WireMember } from '../../packages/adapters/src/mx/port/wire.ts';
import { basicAuth } from '../../packages/http/src/web/basic.ts';
import { createTransport } from '../../packages/http/src/web/transport.ts';
import type { Challenge, MemberId, Reading } from '../../packages/machine/src/data/types.ts';
import { type CallOptions, type MemberPort, MxError } from '../../packages/machine/src/mx/port.ts';

/**
 * The client of `mx-member.mx.js`: the three calls of the machine, and one function for every other request. `createMx` of the
 * adapters does the same calls, and has limits, retries, hooks and the other endpoints.
 */

/** What is wrong with a response that is not as MX documents it. It does not quote the response. */
const malformed = (): MxError =>
  new MxError('malformed', { message: 'MX sent something that cannot be understood.' });

const isText = (value: unknown): boolean =>
  value === undefined || value === null || typeof value === 'string';
const isFlag = (value: unknown): boolean =>
  value === undefined || value === null || typeof value === 'boolean';
const isGuid = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** Whether a value is a list that may be missing. */
const isList = (value: unknown, isEntry: (entry: Readonly<Record<string, unknown>>) => boolean) =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) &&
    value.every((entry) => typeof entry === 'object' && entry !== null && isEntry(entry)));

const isOption = ({ guid, label, value, data_uri }: Readonly<Record<string, unknown>>): boolean =>
  [guid, label, value, data_uri].every(isText);

const isChallenge = (challenge: Readonly<Record<string, unknown>>): boolean => {
  const { guid, type, label, field_name, image_data, options, image_options } = challenge;
  return (
    isGuid(guid) &&
    (isText(type) || typeof type === 'number') &&
    [label, field_name, image_data].every(isText) &&
    isList(options, isOption) &&
    isList(image_options, isOption)
  );
};

/** Fields that only explain. A value of another type is dropped. */
const REMARKS: readonly (readonly [field: string, fits: (value: unknown) => boolean])[] = [
  ['is_authenticated', isFlag],
  ['has_processed_accounts', isFlag],
  ['has_processed_account_numbers', isFlag],
  ['has_processed_transactions', isFlag],
  ['needs_updated_credentials', isFlag],
  ['most_recent_job_guid', isText],
  ['guid', isText],
  ['id', isText],
  ['user_guid', isText],
  ['user_id', isText],
  ['connection_status_message', isText],
];

/** The member in a response. @throws {MxError} `malformed` */
function memberIn(body: unknown): WireMember {
  const { member } = Object(body) as { member?: Readonly<Record<string, unknown>> };
  const { connection_status, is_being_aggregated, aggregated_at } = Object(member);
  const { successfully_aggregated_at, challenges } = Object(member);
  const isMember =
    connection_status !== undefined &&
    [connection_status, aggregated_at, successfully_aggregated_at].every(isText) &&
    isFlag(is_being_aggregated) &&
    isList(challenges, isChallenge);
  if (!isMember) throw malformed();
  const wire: Record<string, unknown> = { ...member };
  for (const [field, fits] of REMARKS) if (!fits(wire[field])) wire[field] = null;
  return wire as WireMember;
}

/**
 * The reading in the body of a member, for example of the reply to a new member: pass it to `begin` as the `reply` of the `act`.
 *
 * @param of The member that was asked for. @default any member
 * @throws {MxError} `malformed` for anything else.
 */
export function readingOf(body: unknown, of?: MemberId): Reading {
  const wire = memberIn(body);
  return toMemberReading(of ? about(of, wire) : wire);
}

/** The challenges in a response. The body is empty if nothing is asked. @throws {MxError} `malformed` */
function challengesIn(body: unknown): readonly Challenge[] {
  if (body === undefined) return [];
  const { challenges } = Object(body) as { challenges?: readonly WireChallenge[] };
  if (!Array.isArray(challenges) || !isList(challenges, isChallenge)) throw malformed();
  return challenges.map(toChallenge);
}

/** Options of {@link createMx}. */
export interface MxFileOptions {
  /** White space around both is removed, because files and environment variables often end with a line break. */
  readonly clientId: string;
  readonly apiKey: string;
  /**
   * `https://int-api.mx.com` or `https://api.mx.com`. A path before MX's is kept. An `http:` address is for loopback only,
   * because it would send the key in the clear.
   */
  readonly address: string | URL;
  /** The time limit of a request, in ms. @default 10000 */
  readonly timeout?: number;
  /** @default the global `fetch` */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** The three calls of the machine, and any other request. */
export interface MxFileClient extends MemberPort {
  /**
   * Sends a request once, and returns the parsed body. `undefined` for an empty body.
   *
   * @param path The segments of the path, such as `['users', userGuid, 'members']`. Each is encoded.
   * @throws {MxError} for every failure. It contains no request, headers or body, so it is safe to log.
   */
  send(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: readonly string[],
    body?: object,
    options?: CallOptions,
  ): Promise<unknown>;
}

const trimmed = (text: unknown): string => (typeof text === 'string' ? text.trim() : '');

/** The address, or `null` for a text that is none. */
function toUrl(address: string | URL): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/** @throws {TypeError} when an option is wrong. The message names the option and does not quote its value. */
function connectionIn(options: MxFileOptions) {
  const [clientId, apiKey] = [trimmed(options.clientId), trimmed(options.apiKey)];
  const url = toUrl(options.address);
  const wrong = [
    !isClientId(clientId) && EXPECTED.clientId,
    !isKey(apiKey) && EXPECTED.apiKey,
    !url && 'address must be the address of MX, such as https://int-api.mx.com',
    url && !isPrivate(url) && `address ${EXPECTED.private}`,
    url && !isPlain(url) && `address ${EXPECTED.plain}`,
  ].find((sentence) => sentence);
  if (!url || wrong) throw new TypeError(`createMx: ${wrong}.`);
  return { base: baseOf(url), authorization: basicAuth(clientId, apiKey) };
}

/** The requests of a client, each sent once. */
function createSend(options: MxFileOptions): MxFileClient['send'] {
  const { timeout = 10_000, fetch } = options;
  const { base, authorization } = connectionIn(options);
  const transport = createTransport({ fetch, timeout });
  const headers = { accept: 'application/json', 'accept-version': 'v20250224', authorization };
  return async (method, path, body, { signal } = {}) => {
    const request = new Request(new URL(encodePath(path), base), {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      // A redirect would send the key and the answers to another address.
      redirect: 'manual',
    });
    const response = await transport(request, { signals: [signal] }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
    if (!response.ok) throw await refusalError(response);
    const text = await response.text();
    if (text === '') return undefined;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // The error of the parser would quote the text.
      throw malformed();
    }
  };
}

/**
 * Creates a client of the MX Platform API, in version v20250224. The client is also the port of the machine. It sends every request
 * once, because the machine polls again by itself. Keep it on a server, because it has the key.
 *
 * @throws {TypeError} when an option is wrong. The message names the option and does not quote its value.
 */
export function createMx(options: MxFileOptions): MxFileClient {
  const send = createSend(options);

  /** Adds the challenges to a reading that has none, because only one endpoint shows them. */
  async function withChallenges(member: MemberId, reading: Reading, options: CallOptions) {
    if (reading.connectionStatus !== 'CHALLENGED' || reading.challenges.length > 0) return reading;
    const body = await send('GET', [...pathOf(member), 'challenges'], undefined, options);
    return { ...reading, challenges: challengesIn(body) };
  }

  async function readPage(member: MemberId, options: CallOptions): Promise<Reading> {
    const body = await send('GET', pathOf(member), undefined, options);
    return withChallenges(member, readingOf(body, member), options);
  }

  return {
    send,

    async startJob({ member, job }, options = {}) {
      return readingOf(await send('POST', jobPathOf(member, job), undefined, options), member);
    },

    async readStatus({ member, expects = 'any' }, options = {}) {
      if (expects === 'end') return readPage(member, options);
      const body = await send('GET', [...pathOf(member), 'status'], undefined, options);
      const reading = toStatusReading(about(member, memberIn(body)));
      // Only the member page says how a job ended.
      return isSettled(reading)
        ? readPage(member, options)
        : withChallenges(member, reading, options);
    },

    async submitAnswers({ member, answers }, options = {}) {
      if (answers.some(({ sealed }) => sealed !== undefined))
        throw new MxError('notSent', { message: 'This client cannot open a sealed answer.' });
      const challenges = answers.map(({ guid, value }) => ({ guid, value }));
      const body = { member: { challenges } };
      return readingOf(await send('PUT', [...pathOf(member), 'resume'], body, options), member);
    },
  };
}
