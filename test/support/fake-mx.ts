import { createMx, type Mx, type MxOptions } from '@mx-member/adapters/mx';

export const MEMBER = { userGuid: 'USR-1', memberGuid: 'MBR-1' };

/** A request to MX. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Headers;
  readonly body: unknown;
  readonly signal: AbortSignal;
}

/** MX's answer: a response, or the network's error. */
type Answer = Response | Error;

export interface FakeMx {
  readonly mx: Mx;
  readonly sent: readonly Sent[];
  /** The requests in short form: `GET /users/USR-1`. */
  readonly calls: () => readonly string[];
}

/** A client of an MX that replies with `answers` in turn, and repeats the last one. */
export function fakeMx(
  answers: readonly (() => Answer | Promise<Answer>)[],
  options: Partial<MxOptions> = {},
): FakeMx {
  const sent: Sent[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    const text = await request.text();
    sent.push({
      method: request.method,
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers: request.headers,
      body: text === '' ? undefined : JSON.parse(text),
      signal: request.signal,
    });
    const answer = await answers[Math.min(sent.length, answers.length) - 1]?.();
    if (!answer || answer instanceof Error) throw answer;
    return answer;
  };
  const mx = createMx({
    clientId: 'client',
    apiKey: 'key',
    environment: 'integration',
    fetch,
    ...options,
  });
  return { mx, sent, calls: () => sent.map(({ method, path }) => `${method} ${path}`) };
}

/** MX replies with this body. */
export const json =
  (body: unknown, status = 200) =>
  () =>
    Response.json(body, { status });

/** MX replies with a member that has these fields. */
export const member = (fields: object, status = 200) =>
  json({ member: { guid: 'MBR-1', ...fields } }, status);

/** MX replies with this code and a body that is not JSON. */
export const code =
  (status: number, headers: HeadersInit = {}) =>
  () =>
    new Response(`<html>${status}</html>`, { status, headers });

/** The network fails. */
export const offline = () => new TypeError('fetch failed');

/** MX never replies. The request can be aborted. */
export const hanging = () => new Promise<never>(() => undefined);
