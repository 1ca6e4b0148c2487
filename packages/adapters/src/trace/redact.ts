import { faultOfStatus } from '@mx-member/http/web';
import {
  type Fault,
  type FaultCode,
  type MemberId,
  READING,
  type Reading,
  type StampedReading,
  toReading,
} from '@mx-member/machine/step';
import {
  FAULT,
  isStatusName,
  redactorOf,
  type SeenCall,
  type SeenLine,
  TRACE_VERSION,
  type TraceHash,
} from '@mx-member/machine/trace';
import * as v from 'valibot';
import { toChallenge } from '../mx/challenges.ts';
import { toMemberReading } from '../mx/decode.ts';
import { refusalIn } from '../mx/refusal.ts';
import { MemberBody, WireChallenge } from '../mx/schemas.ts';
import { subjectOfBody } from '../mx/webhook.ts';
import { requestIn, type SeenRequest } from './call.ts';
import {
  CHALLENGES_BODY,
  droppedFields,
  ERROR_BODY,
  type KnownFields,
  MEMBER_BODY,
  MEMBERS_BODY,
  WEBHOOK_BODY,
} from './fields.ts';
import type { SeenAt, SeenConclusion, SeenExchange, SeenOfMx, SeenWebhook } from './seen.ts';

/**
 * Converts what a program has seen of MX to lines of a trace. Headers, queries, requests and pictures are neither read
 * nor kept.
 */

const redactReading = redactorOf(READING);
const redactFault = redactorOf(FAULT);
const redactCode = redactorOf({ type: 'integer' }, 'errorCode');

const CHALLENGES = v.object({ challenges: v.array(WireChallenge) });

type Pseudonym = TraceHash['pseudonym'];

/** The user and member that a body names, if any. */
function idsIn(member: unknown): Partial<MemberId> {
  const { guid, user_guid } = Object(member) as Record<string, unknown>;
  return {
    ...(typeof user_guid === 'string' && user_guid !== '' && { userGuid: user_guid }),
    ...(typeof guid === 'string' && guid !== '' && { memberGuid: guid }),
  };
}

/** The beginning of a line. A member without a name gets the pseudonym of the empty text. */
function headOf(seen: SeenAt, ids: Partial<MemberId>, pseudonym: Pseudonym) {
  const { userGuid = '', memberGuid = '' } = { ...seen.member, ...ids };
  const member = { userGuid: pseudonym(userGuid), memberGuid: pseudonym(memberGuid) };
  return { trace: TRACE_VERSION, at: Math.round(seen.at), member } as const;
}

/** What a call did, in the field order of a line. */
const callOf = ({ call, job }: SeenRequest) => ({
  call: call === 'listMembers' ? ('readMember' as const) : (call satisfies SeenCall),
  ...(job && { job }),
});

function readingLine(
  seen: SeenExchange,
  request: SeenRequest,
  reading: Reading,
  { ids, known, body }: { ids: Partial<MemberId>; known: KnownFields; body: unknown },
  pseudonym: Pseudonym,
): SeenLine {
  const stamped = toReading(reading, Math.round(seen.at), seen.took);
  return {
    ...headOf(seen, { ...request.ids, ...ids }, pseudonym),
    type: 'reading',
    ...callOf(request),
    reading: redactReading(stamped, pseudonym) as StampedReading,
    dropped: droppedFields(body, known),
  };
}

function faultLine(
  seen: SeenExchange,
  request: SeenRequest,
  fault: Omit<Fault, 'at'>,
  pseudonym: Pseudonym,
): SeenLine {
  const { errorCode } = refusalIn(JSON.stringify(seen.body) ?? '');
  return {
    ...headOf(seen, request.ids, pseudonym),
    type: 'fault',
    ...callOf(request),
    fault: redactFault({ ...fault, at: Math.round(seen.at) }, pseudonym) as Fault,
    ...(errorCode !== undefined && { errorCode: redactCode(errorCode, pseudonym) as number }),
    dropped: droppedFields(seen.body, ERROR_BODY),
  };
}

/** Why an exchange failed. `null` if it succeeded. */
function faultOf({ status = 200, retryAfter, body }: SeenExchange): Omit<Fault, 'at'> | null {
  if (status >= 200 && status < 300) return null;
  const block = status === 400 ? refusalIn(JSON.stringify(body) ?? '').block : undefined;
  const code: FaultCode = status === 0 ? 'unreachable' : (block ?? faultOfStatus(status));
  return {
    code,
    ...(status > 0 && { status: Math.round(status) }),
    ...(retryAfter !== undefined && { retryAfter: Math.round(retryAfter) }),
  };
}

/** Splits a list response into bodies of one member each. */
const bodiesIn = (request: SeenRequest, body: unknown): readonly unknown[] =>
  request.call === 'listMembers'
    ? [Object(body).members].flat().map((member) => ({ member }))
    : [body];

function memberLine(
  seen: SeenExchange,
  request: SeenRequest,
  body: unknown,
  pseudonym: Pseudonym,
): SeenLine {
  const parsed = v.safeParse(MemberBody, body);
  if (!parsed.success) return faultLine(seen, request, { code: 'malformed' }, pseudonym);
  const isListed = request.call === 'listMembers';
  const shown = isListed ? { members: [Object(body).member] } : body;
  const about = {
    ids: idsIn(Object(body).member),
    known: isListed ? MEMBERS_BODY : MEMBER_BODY,
    body: shown,
  };
  return readingLine(seen, request, toMemberReading(parsed.output.member), about, pseudonym);
}

/** A list of challenges shows that they are open, and nothing about a job. */
function challengesLine(
  seen: SeenExchange,
  request: SeenRequest,
  pseudonym: Pseudonym,
): readonly SeenLine[] {
  const parsed = v.safeParse(CHALLENGES, seen.body);
  if (!parsed.success || parsed.output.challenges.length === 0) return [];
  const challenges = parsed.output.challenges.map(toChallenge);
  const reading = { connectionStatus: 'CHALLENGED', isBeingAggregated: null, challenges };
  const about = { ids: {}, known: CHALLENGES_BODY, body: seen.body };
  return [readingLine(seen, request, reading, about, pseudonym)];
}

function exchangeLines(seen: SeenExchange, pseudonym: Pseudonym): readonly SeenLine[] {
  const request = requestIn(seen);
  if (!request) return [];
  const fault = faultOf(seen);
  if (fault) return [faultLine(seen, request, fault, pseudonym)];
  if (request.call === 'listChallenges') return challengesLine(seen, request, pseudonym);
  return bodiesIn(request, seen.body).map((body) => memberLine(seen, request, body, pseudonym));
}

const WORDS: readonly unknown[] = [
  ...['initial_data_ready', 'member_data_updated', 'created', 'updated', 'deleted'],
];

/** A name of MX. If it does not look like one, its pseudonym. */
const nameOr = (name: unknown, pseudonym: Pseudonym): string | null =>
  typeof name !== 'string'
    ? null
    : isStatusName(name) || WORDS.includes(name)
      ? name
      : pseudonym(name);

function webhookLines(seen: SeenWebhook, pseudonym: Pseudonym): readonly SeenLine[] {
  const { webhook } = seen;
  const subject = subjectOfBody(webhook);
  if (!subject) return [];
  const { action, connection_status } = Object(webhook) as Record<string, unknown>;
  return [
    {
      ...headOf(seen, subject.member, pseudonym),
      type: 'webhook',
      webhook: nameOr(subject.kind, pseudonym),
      action: nameOr(action, pseudonym),
      ...(connection_status !== undefined && {
        connectionStatus: nameOr(connection_status, pseudonym),
      }),
      dropped: droppedFields(webhook, WEBHOOK_BODY),
    },
  ];
}

const conclusionLine = (seen: SeenConclusion, pseudonym: Pseudonym): SeenLine => ({
  ...headOf(seen, {}, pseudonym),
  type: 'known',
  outcome: seen.outcome,
});

/**
 * Converts what a program has seen of MX to lines of a trace: response bodies, webhooks, or conclusions of the program,
 * each with its time. The lines have the form of the lines that `step` writes, and pass the same allowlist: readings
 * and faults, with pseudonyms for guids and texts. Every other value is dropped, but the name of its field is kept.
 * Requests are not read, so answers and credentials cannot enter a trace.
 *
 * @returns An empty list for an exchange that says nothing about the state of a member. One line for each member of a
 * list.
 */
export function redactSeen(
  seen: SeenOfMx,
  { pseudonym }: Pick<TraceHash, 'pseudonym'>,
): readonly SeenLine[] {
  if ('outcome' in seen) return [conclusionLine(seen, pseudonym)];
  return 'webhook' in seen ? webhookLines(seen, pseudonym) : exchangeLines(seen, pseudonym);
}
