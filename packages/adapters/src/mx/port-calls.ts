import { type AnswersRequest, MxError, type Reading } from '@mx-member/machine/step';
import { toWireAnswers } from './answers.ts';
import type { MxCallOptions, MxReadOptions } from './call-options.ts';
import { checkAnswerForms } from './check.ts';
import { isSettled, toMemberReading, toStatusReading } from './decode.ts';
import { toWireHeaders, toWireJob } from './encode.ts';
import type { Http } from './http.ts';
import { pathOf, readChallenges, readMemberPage } from './member-pages.ts';
import type { Mx } from './mx.ts';
import { MemberBody, StatusBody } from './schemas.ts';
import type { MxVersion, OpenSealed } from './types.ts';

/** What the three calls of the port need. */
export interface PortClient {
  readonly http: Http;
  readonly version: MxVersion;
  readonly open: OpenSealed | undefined;
  /** The time limit of `open`, in ms, for a call without its own time limit. */
  readonly timeout: number;
}

/** The three calls that the machine makes. */
export function portCalls(
  client: PortClient,
): Pick<Mx, 'startJob' | 'readStatus' | 'submitAnswers'> {
  const { http, version } = client;
  return {
    async startJob({ member, job, ...extra }, options) {
      const path = [...pathOf(member), job];
      const query = toWireJob(job, extra, version);
      const headers = toWireHeaders(extra);
      const call = { method: 'post', path, query, headers, schema: MemberBody } as const;
      return toMemberReading((await http({ ...call, ...options })).member);
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
  const reading = toStatusReading(body.member);
  // Only the member page says how a job ended (A-STAT). If it differs from the status, the page is newer.
  if (isSettled(reading)) return readMemberPage(http, member, options);
  return reading.connectionStatus === 'CHALLENGED' && reading.challenges.length === 0
    ? { ...reading, challenges: await readChallenges(http, member, options) }
    : reading;
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
  return toMemberReading(resumed.member);
}
