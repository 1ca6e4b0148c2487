import type { MemberAccess } from '@mx-member/machine/hosting';
import type { CallOptions, MemberPort } from '@mx-member/machine/step';
import { type AccessCall, serveAccess, toSentReading } from '../access.ts';
import { Refusal } from '../problems.ts';
import type { RelayCall } from './protocol.ts';

/** What the relay calls: the port to MX, and optionally `access`. */
export interface Behind {
  readonly port: MemberPort;
  readonly access: MemberAccess | undefined;
}

export const isAccess = (asked: RelayCall): asked is AccessCall =>
  asked.call === 'oauthWindowUri' ||
  asked.call === 'updateCredentials' ||
  asked.call === 'institutionCredentials';

/**
 * Makes a call, and returns only what may leave the server.
 *
 * @throws {MxError} `badReturn` when the port returns something invalid. Also rejects with the error of the port.
 * {@link Refusal} without `access`.
 */
export async function callPort(
  asked: RelayCall,
  { port, access }: Behind,
  options: CallOptions,
): Promise<object> {
  switch (asked.call) {
    case 'startJob': {
      const { member, job } = asked;
      return toSentReading(await port.startJob({ member, job }, options));
    }
    case 'readStatus': {
      const { member, expects } = asked;
      return toSentReading(await port.readStatus({ member, expects }, options));
    }
    case 'submitAnswers': {
      const { member, answers } = asked;
      return toSentReading(await port.submitAnswers({ member, answers }, options));
    }
    default:
      if (!access) throw new Refusal('access-not-served');
      return serveAccess(access, asked, options);
  }
}
