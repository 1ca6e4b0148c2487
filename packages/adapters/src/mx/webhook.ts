import { basicAuth, isSameSecret, readText, TooLongError } from '@mx-member/http/web';
import { checkOptions } from '@mx-member/machine/hosting';
import type { MemberEvent, MemberId } from '@mx-member/machine/step';
import * as v from 'valibot';

/** How to verify that a webhook comes from MX. */
export type WebhookAuthorization =
  /** The Basic credentials that you set for the webhook in MX's client dashboard. */
  | { readonly username: string; readonly password: string }
  /** For mutual TLS or bearer tokens, which only the host can check. The function must not read the body. */
  | { readonly authorize: (request: Request) => boolean | Promise<boolean> };

/** Who may send a webhook, and how long its body may be. */
export type WebhookOptions = WebhookAuthorization & {
  /** The maximum length of the body, in bytes. @default 65536 */
  readonly maxBody?: number;
};

/**
 * A webhook after its checks. If `ok`, it has the member and the event for the member's actor. Otherwise it has the
 * status to answer MX with, and the reason. The rest of the webhook is neither trusted nor returned, because the
 * machine polls instead.
 */
export type MxWebhook =
  | {
      readonly ok: true;
      /**
       * The `type` that MX sent: CONNECTION_STATUS, AGGREGATION, BALANCE, HISTORY, REWARD, STATEMENT, VERIFICATION or
       * initial_data_ready; MEMBER for a member's record, JOB_STATUS for a job. MX may add more (D-WHAG).
       */
      readonly kind: string;
      readonly member: MemberId;
      /** Send this event to the actor of the member. */
      readonly event: MemberEvent & { readonly type: 'status.changed' };
      /**
       * The payload of the request that caused the webhook, or `null` (OAS25, D-WHM). Trust it no more than you trust
       * MX.
       */
      readonly callbackPayload: string | null;
    }
  | {
      readonly ok: false;
      /**
       * The status to answer with: 401 not from MX, 405 not a POST, 413 too long, 400 malformed. 204 for a valid
       * webhook that is not about a member, because MX would repeat a refused webhook for a day (D-WH).
       */
      readonly status: 204 | 400 | 401 | 405 | 413;
      /** The reason, as a sentence for a log. It does not quote the request. */
      readonly message: string;
    };

const DEFAULT_MAX_BODY = 64 * 2 ** 10;

/**
 * A text that is safe in the host's logs and URLs: without line breaks, escapes, or characters that reverse or hide
 * letters.
 */
const text = v.nullish(v.pipe(v.string(), v.regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u)));
/** An object that is not a list. Valibot accepts both as objects. */
const object = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(
    v.unknown(),
    v.check((value) => !Array.isArray(value)),
    v.object(entries),
  );
/**
 * The member webhook has `guid` where the others have `member_guid` (D-WHM). It may be inside of `member`, because MX
 * wraps other webhooks about created, updated or deleted records like that (D-WHG).
 */
const record = { user_guid: text, guid: text };
const Webhook = object({
  type: text,
  member_guid: text,
  ...record,
  member: v.nullish(object(record)),
  /** A Job Status webhook wraps the job, and does not have a `type` (D-WHJ). */
  job: v.nullish(object({ user_guid: text, member_guid: text })),
});

const refusal = (status: 204 | 400 | 401 | 405 | 413, message: string): MxWebhook => ({
  ok: false,
  status,
  message,
});

async function isAuthorized(request: Request, options: WebhookOptions): Promise<boolean> {
  if ('authorize' in options) return (await options.authorize(request)) === true;
  const { username, password } = options;
  if (!username || !password)
    throw new TypeError(
      'parseMxWebhook: username and password must not be empty, because anybody could call without them.',
    );
  const [, token = ''] =
    /^basic +(\S+)$/i.exec(request.headers.get('authorization')?.trim() ?? '') ?? [];
  return isSameSecret(`Basic ${token}`, basicAuth(username, password));
}

function parse(body: string): v.InferOutput<typeof Webhook> | undefined {
  try {
    const parsed = v.safeParse(Webhook, JSON.parse(body));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** The member and the kind of a webhook. `null` for a webhook that is not about a member. */
function subjectOf({
  type,
  member,
  job,
  ...webhook
}: v.InferOutput<typeof Webhook>): { readonly kind: string; readonly member: MemberId } | null {
  const userGuid = webhook.user_guid || member?.user_guid || job?.user_guid;
  const guid = webhook.guid || member?.guid;
  const memberGuid =
    webhook.member_guid || (guid?.startsWith('MBR-') ? guid : '') || job?.member_guid;
  if (!userGuid || !memberGuid) return null;
  return {
    kind: type ?? (job ? 'JOB_STATUS' : 'MEMBER'),
    member: { userGuid, memberGuid },
  };
}

/**
 * Parses a webhook of MX: it verifies the sender, and returns the member that the webhook is about.
 *
 * A webhook decides nothing, whatever it says about the member: its event only makes the machine poll. Answer MX at
 * once with 204, or with `status` if the webhook is refused. If you answer 429, MX queues the webhook and sends it
 * again later (D-WH).
 *
 * @throws {TypeError} for an unknown option, or when `username` or `password` is empty. Also rejects with the error of
 * `authorize`.
 */
export async function parseMxWebhook(
  request: Request,
  options: WebhookOptions,
): Promise<MxWebhook> {
  checkOptions('parseMxWebhook', options, ['username', 'password', 'authorize', 'maxBody']);
  if (!(await isAuthorized(request, options)))
    return refusal(401, 'The credentials of the webhook are missing or wrong.');
  if (request.method !== 'POST') return refusal(405, 'A webhook must be a POST request.');

  let body: string;
  try {
    body = await readText(request.body, options.maxBody ?? DEFAULT_MAX_BODY);
  } catch (thrown) {
    return thrown instanceof TooLongError
      ? refusal(413, 'The webhook is too long.')
      : refusal(400, 'The connection was lost before the whole webhook arrived.');
  }

  const webhook = parse(body);
  if (!webhook)
    return refusal(
      400,
      'The webhook must be a JSON object whose type and guids are texts without control characters.',
    );
  const subject = subjectOf(webhook);
  if (!subject) return refusal(204, 'The webhook is not about a member.');
  return {
    ok: true,
    ...subject,
    event: { type: 'status.changed' },
    callbackPayload: request.headers.get('x-callback-payload'),
  };
}
