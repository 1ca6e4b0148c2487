import type { Credential } from '@mx-member/http/create';
import { withTimeout } from '@mx-member/http/web';
import {
  type Answer,
  type AnswersRequest,
  type MemberId,
  MxError,
  type Reading,
  type StartRequest,
  type StatusRequest,
} from '@mx-member/machine/step';
import type { MxCallOptions, MxReadOptions } from './call-options.ts';
import type { Http } from './http.ts';
import { readMemberPage, withChallenges } from './member-pages.ts';
import { jobPathOf, pathOf } from './paths.ts';
import { about, isSettled, toMemberReading, toStatusReading } from './reading.ts';
import {
  type CallbackPayload,
  type JobAttributes,
  type MxVersion,
  type OpenSealed,
  toWireHeaders,
  toWireJob,
} from './request.ts';
import { MemberBody, StatusBody } from './wire.ts';

/** The three calls that the machine makes, with MX's own options. */
export interface MxPort {
  /** Starts a job. The machine passes only a member and a job. A port that wraps this one can add the other options. */
  startJob(
    request: StartRequest & JobAttributes & CallbackPayload,
    options?: MxCallOptions,
  ): Promise<Reading>;
  readStatus(request: StatusRequest, options?: MxReadOptions): Promise<Reading>;
  submitAnswers(request: AnswersRequest, options?: MxCallOptions): Promise<Reading>;
}

/** What the three calls of the port need. */
export interface PortClient {
  readonly http: Http;
  readonly version: MxVersion;
  readonly open: OpenSealed | undefined;
  /** The time limit of `open`, in ms, for a call without its own time limit. */
  readonly timeout: number;
}

/** The three calls that the machine makes. */
export function portCalls(client: PortClient): MxPort {
  const { http, version } = client;
  return {
    async startJob({ member, job, ...extra }, options) {
      const path = jobPathOf(member, job);
      const query = toWireJob(job, extra, version);
      const headers = toWireHeaders(extra);
      const call = { method: 'post', path, query, headers, schema: MemberBody } as const;
      return toMemberReading(about(member, (await http({ ...call, ...options })).member));
    },

    // `readStatus` is not retried by default: the machine polls again at its own pace, and retries would triple its
    // requests.
    readStatus: async ({ member, expects = 'any' }, options) =>
      expects === 'end'
        ? readMemberPage(http, member, { retries: 0, ...options })
        : readStatus(http, member, { retries: 0, ...options }),

    submitAnswers: async (request, options) => submitAnswers(client, request, options),
  };
}

async function readStatus(
  http: Http,
  member: AnswersRequest['member'],
  options: MxReadOptions,
): Promise<Reading> {
  const path = [...pathOf(member), 'status'];
  const body = await http({ method: 'get', path, schema: StatusBody, ...options });
  const reading = toStatusReading(about(member, body.member));
  // Only the member page says how a job ended (A-STAT). If it differs from the status, the page is newer.
  if (isSettled(reading)) return readMemberPage(http, member, options);
  return withChallenges(http, member, reading, options);
}

async function submitAnswers(
  { http, open, timeout }: PortClient,
  { member, answers }: AnswersRequest,
  options: MxCallOptions = {},
): Promise<Reading> {
  checkAnswerForms(answers);
  const opening = { member, open, timeout: options.timeout ?? timeout, signal: options.signal };
  const body = { member: { challenges: await toWireAnswers(answers, opening) } };
  const path = [...pathOf(member), 'resume'];
  const call = { method: 'put', path, body, schema: MemberBody, ...options } as const;
  const resumed = await http(call).catch((error: unknown) => {
    // Our own limiter refused the request, so it was not sent.
    const { code, status, retryAfter } = Object(error) as Partial<MxError>;
    if (code !== 'rateLimited' || status !== undefined) throw error;
    throw new MxError('notSent', retryAfter === undefined ? {} : { retryAfter });
  });
  return toMemberReading(about(member, resumed.member));
}

const isAnswer = (answer: unknown): boolean => {
  const { guid, value, sealed } = Object(answer) as Record<string, unknown>;
  return typeof guid === 'string' && [value, sealed].some((text) => typeof text === 'string');
};

/**
 * Checks the shape of answers before other code touches them, because an error of the runtime would quote them.
 *
 * @throws {TypeError} when an answer has another shape. The message does not quote a value.
 */
function checkAnswerForms(answers: readonly Answer[]): void {
  if (!Array.isArray(answers) || !answers.every(isAnswer))
    throw new TypeError(
      'submitAnswers: each answer must be an object with a guid, and a text as value or as sealed.',
    );
}

/** What the answers belong to, and how to open sealed answers. */
interface Opening {
  readonly member: MemberId;
  readonly open: OpenSealed | undefined;
  /** The time limit of `open`, in ms. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * The answers as MX expects them: the guid of each challenge, and the answer in the clear. The machine has already
 * replaced choices by their values.
 */
async function toWireAnswers(
  answers: readonly Answer[],
  opening: Opening,
): Promise<readonly Credential[]> {
  return Promise.all(
    answers.map(async (answer) => ({
      guid: answer.guid,
      value: await openAnswer(answer, opening),
    })),
  );
}

async function openAnswer(
  { guid, value, sealed }: Answer,
  { member, open, timeout, signal: outer }: Opening,
): Promise<string> {
  if (sealed === undefined) return value;
  const failed = (message: string) => new MxError('notSent', { message });
  if (!open) throw failed('An answer is sealed: give createMx the `open` function to open it.');
  try {
    return await withTimeout(timeout, (signal) => open(sealed, { member, guid, signal }), outer);
  } catch {
    outer?.throwIfAborted();
    // The error of `open` may quote the answer, so it is dropped.
    throw failed('A sealed answer could not be opened, or not in time.');
  }
}
