import { type HostErrorCode, loginHoldOf } from '@mx-member/machine/hosting';
import type { FaultCode } from '@mx-member/machine/step';

/** The errors of a host, as the widget reads them. */

type Code = HostErrorCode | FaultCode;

/** Any other code is a 503: the same call may succeed later. */
const STATUSES: Readonly<Partial<Record<Code, number>>> = {
  invalid: 400,
  badRequest: 400,
  signedOut: 401,
  forbidden: 403,
  notFound: 404,
  busy: 409,
  conflict: 409,
  unreadable: 409,
};

/** With one of these, each further poll would fail in the same way. */
const FINAL: readonly unknown[] = [
  'signedOut',
  'forbidden',
  'unreadable',
] satisfies readonly Code[];

const codeOf = (thrown: unknown): unknown => Object(thrown).code;

export const isFinal = (thrown: unknown): boolean => FINAL.includes(codeOf(thrown));

/** An error of this page. */
export const refusal = (status: number, message: string): Error =>
  Object.assign(new Error(message), { response: { status, data: { message } } });

/** The same error, with the `response` that the widget reads. Without it, its forms show no error. */
function withResponse(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || 'response' in thrown) return thrown;
  const isHeld = loginHoldOf(thrown) !== null;
  const status = isHeld ? 409 : (STATUSES[codeOf(thrown) as Code] ?? 503);
  const data = { message: thrown.message };
  // The form of the widget takes the response for an error, and looks for the status in the response of that (CW 2.10.1). With 409 it
  // says "Please check your username and password, and try again".
  const inner = isHeld && { response: { status } };
  return Object.assign(thrown, { response: { status, data, ...inner } });
}

type Calls = Readonly<Record<string, (...given: never[]) => Promise<unknown>>>;

/** The same calls. They reject with errors that the widget can read. */
export const readable = <C extends Calls>(calls: C): C =>
  Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [
      name,
      async (...given: never[]) => {
        try {
          return await call(...given);
        } catch (thrown) {
          throw withResponse(thrown);
        }
      },
    ]),
  ) as unknown as C;
