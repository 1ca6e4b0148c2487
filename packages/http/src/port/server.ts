import { checkOptions, checkPort, type MemberAccess } from '@mx-member/machine/hosting';
import type { Job, MemberId, MemberPort } from '@mx-member/machine/step';
import { accessPerforms, counting, toSentReading } from '../access.ts';
import { type RequestHandler, toHandler } from '../context.ts';
import { type LoginStore, storedLogins } from '../logins/login-store.ts';
import { type Performs, SERVER_OPTIONS, Server, type ServerOptions } from '../server.ts';
import { isRefused } from '../web/refused.ts';
import { withTimeout } from '../web/timeout.ts';

/** How long the look before new credentials may take, in ms. */
const LOOKS_FOR = 5_000;

/** Whom a relay serves, and how much. `docs/relay.md` has a complete server. */
export interface RelayOptions<Context = undefined> extends ServerOptions<Context> {
  /**
   * The jobs that may be started. Each job costs a login at the bank, and some cost money.
   *
   * @default ['aggregate']
   */
  readonly jobs?: readonly Job[] | undefined;
  /**
   * Also serves `oauthWindowUri`, `updateCredentials` and `institutionCredentials` to callers that `authorize` allows.
   * For example the result of `createMx`. @default none of the three is served
   */
  readonly access?: MemberAccess | undefined;
  /**
   * Remembers which logins the bank has refused, over restarts and for several processes. `docs/logins.md` has an example.
   *
   * @default in this process, of the 10,000 users who changed last
   */
  readonly loginStore?: LoginStore | undefined;
}

/**
 * Serves a port to browsers and workers, so that the API key stays on your server. It is a handler for any framework
 * that uses `Request` and `Response`.
 *
 * It accepts JSON, from its own origin, for members that `authorize` allows. Errors are problem details (RFC 9457). Of
 * an error of MX, only the code and the wait reach the caller.
 *
 * @throws {TypeError} without `authorize`, or when an option is wrong.
 */
export function createRelay<Context = undefined>(
  port: MemberPort,
  options: RelayOptions<Context>,
): RequestHandler<Context> {
  checkPort('createRelay', port);
  checkOptions('createRelay', options, [...SERVER_OPTIONS, 'access', 'loginStore']);
  const { access, loginStore, jobs = ['aggregate'] } = options;
  // No host knows what the bank has said before. Without a reading, what this process has seen counts alone.
  const look = (member: MemberId) =>
    withTimeout(LOOKS_FOR, (signal) =>
      port.readStatus({ member, expects: 'any' }, { signal }),
    ).catch(() => undefined);
  const performs = { ...portPerforms(port), ...accessPerforms(access, counting(look)) };
  const report = (thrown: unknown) => server.gate.report(thrown, 'loginStore');
  const logins = loginStore && storedLogins(loginStore, report);
  const server: Server<Context> = new Server(
    'createRelay',
    { ...options, jobs },
    { performs, logins },
  );
  return toHandler<Context>((incoming) => server.handle(incoming));
}

const portPerforms = (port: MemberPort): Performs => ({
  async startJob({ member, body: { job }, signal, countLogin }) {
    const settle = await countLogin({ memberGuid: member.memberGuid, isStart: true });
    try {
      const reading = toSentReading(await port.startJob({ member, job }, { signal }));
      await settle(member.memberGuid, reading);
      return reading;
    } catch (thrown) {
      if (isRefused(thrown)) await settle(null);
      throw thrown;
    }
  },
  async readStatus({ member, body: { expects = 'any' }, signal, noteReading }) {
    const reading = toSentReading(await port.readStatus({ member, expects }, { signal }));
    await noteReading(reading);
    return reading;
  },
  submitAnswers: async ({ member, body: { answers }, signal }) =>
    toSentReading(await port.submitAnswers({ member, answers }, { signal })),
});
