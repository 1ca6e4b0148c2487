import { basicAuth, isSameSecret, readText, TooLongError } from '@mx-member/http/web';
import { checkOptions } from '@mx-member/machine/hosting';
import type { MemberEvent, MemberId } from '@mx-member/machine/step';
import * as v from 'valibot';

/** The proof that a webhook comes from MX. */
export type WebhookAuthorization =
  /** The Basic credentials of the webhook in MX's client dashboard. */
  | { readonly username: string; readonly password: string }
  /** For mutual TLS or bearer tokens, which only the host can check. It must not read the body. */
  | { readonly authorize: (request: Request) => boolean | Promise<boolean> };

/** Who may send a webhook, and how much of it is read. */
export type WebhookOptions = WebhookAuthorization & {
  /** The longest body that is read, in bytes. @default 65536 */
  readonly maxBody?: number;
};

/**
 * A webhook after its checks. `ok`: the member and the event for its actor. Otherwise: the status to answer MX with, and
 * the reason. Its content is never trusted and not returned: the machine polls instead.
 */
export type MxWebhook =
  | {
      readonly ok: true;
      /** MX's `type`: CONNECTION_STATUS, AGGREGATION, BALANCE, HISTORY, REWARD, STATEMENT, VERIFICATION, initial_data_ready; MEMBER for a member's record, JOB_STATUS for a job's. More may come (D-WHAG). */
      readonly kind: string;
      readonly member: MemberId;
      /** Send it to this member's actor. */
      readonly event: MemberEvent & { readonly type: 'status.changed' };
      /** From the request that caused the webhook; `null` for none (OAS25, D-WHM). Trust it no more than MX. */
      readonly callbackPayload: string | null;
    }
  | {
      readonly ok: false;
      /**
       * The status to answer with: 401 not from MX, 405 no POST, 413 too long, 400 malformed. 204 for a valid webhook
       * about no member: after an error MX would repeat it for a day (D-WH).
       */
      readonly status: 204 | 400 | 401 | 405 | 413;
      /** The reason, as a sentence for a log. It quotes nothing of the request. */
      readonly message: string;
    };

const KINDS = {
  username: '',
  password: '',
  authorize: 'a function',
  maxBody: 'a whole number above 0',
} as const;

const DEFAULT_MAX_BODY = 64 * 2 ** 10;

/** A text that reaches the host's logs and addresses: no line breaks, no escapes, nothing that turns or hides letters. */
const text = v.nullish(v.pipe(v.string(), v.regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u)));
/** An object, not a list: valibot takes both for one. */
const object = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(
    v.unknown(),
    v.check((value) => !Array.isArray(value)),
    v.object(entries),
  );
/**
 * The member webhook has `guid` where the others have `member_guid` (D-WHM), and perhaps within `member`: MX's other
 * webhooks about a record that was created, updated or deleted wrap it like that (D-WHG).
 */
const record = { user_guid: text, guid: text };
const Webhook = object({
  type: text,
  member_guid: text,
  ...record,
  member: v.nullish(object(record)),
  /** A Job Status wraps the job, and has no `type` (D-WHJ). */
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
      'parseMxWebhook: username and password must not be empty; without them anybody could call.',
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

/** Which member a webhook is about, and what kind it is; `null` for a webhook about no member. */
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

/** The same for the body of a webhook, as it was parsed. */
export function subjectOfBody(body: unknown) {
  const parsed = v.safeParse(Webhook, body);
  return parsed.success ? subjectOf(parsed.output) : null;
}

/**
 * Reads a webhook of MX: who sent it, and which member it is about. It decides nothing, whatever it says of the member:
 * its event makes the machine read. Answer MX at once with 204, or with `status` when it is refused. A 429 of
 * yours makes MX queue the webhook and send it again later (D-WH).
 * @throws {TypeError} for an unknown option, or when `username` or `password` is empty; whatever `authorize` throws.
 */
export async function parseMxWebhook(
  request: Request,
  options: WebhookOptions,
): Promise<MxWebhook> {
  checkOptions<Partial<Record<keyof typeof KINDS, unknown>>>('parseMxWebhook', options, KINDS);
  if (!(await isAuthorized(request, options)))
    return refusal(401, 'The credentials of the webhook are missing or wrong.');
  if (request.method !== 'POST') return refusal(405, 'A webhook is sent by POST.');

  let body: string;
  try {
    body = await readText(request.body, options.maxBody ?? DEFAULT_MAX_BODY);
  } catch (thrown) {
    return thrown instanceof TooLongError
      ? refusal(413, 'The webhook is too long.')
      : refusal(400, 'The webhook broke off.');
  }

  const webhook = parse(body);
  if (!webhook)
    return refusal(
      400,
      'The webhook must be a JSON object with texts for its type and guids, without control characters.',
    );
  const subject = subjectOf(webhook);
  if (!subject) return refusal(204, 'The webhook is about no member.');
  return {
    ok: true,
    ...subject,
    event: { type: 'status.changed' },
    callbackPayload: request.headers.get('x-callback-payload'),
  };
}
