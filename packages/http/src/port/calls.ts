import { type MemberAccess, type MemberPort, MxError } from '@mx-member/machine/step';
import { TimeoutError, withTimeout } from '../web/index.ts';
import { isCommand, type RelayCall } from './protocol.ts';
import { relayFields, relayOauthWindow, relayReading, relayUpdated } from './replies.ts';

/** Longer than any port takes that keeps its own time limits; then a member is free for the next command. In ms. */
const MAX_CALL = 60_000;

interface Behind {
  readonly port: MemberPort;
  readonly access: MemberAccess | undefined;
  /** That of the caller. */
  readonly signal: AbortSignal;
}

async function perform(asked: RelayCall, { port, access }: Behind, signal: AbortSignal) {
  const options = { signal };
  switch (asked.call) {
    case 'startJob': {
      const { member, job } = asked;
      return relayReading(await port.startJob({ member, job }, options));
    }
    case 'readStatus': {
      const { member, expects } = asked;
      return relayReading(await port.readStatus({ member, expects }, options));
    }
    case 'submitAnswers': {
      const { member, answers } = asked;
      return relayReading(await port.submitAnswers({ member, answers }, options));
    }
    case 'oauthWindowUri':
      return relayOauthWindow(await access?.oauthWindowUri({ member: asked.member }, options));
    case 'institutionCredentials': {
      const { institutionCode } = asked;
      return relayFields(await access?.institutionCredentials({ institutionCode }, options));
    }
    case 'updateCredentials': {
      const { member, credentials } = asked;
      return relayUpdated(await access?.updateCredentials({ member, credentials }, options));
    }
  }
}

/**
 * Makes a call that is allowed, and gives back what may leave the server. A command goes through even when the caller leaves
 * meanwhile: half an answer helps nobody. A reading need not.
 * @throws whatever the port throws; {@link MxError} `badReturn` for what it should not return, `unreachable` or `lost` when it
 *   takes too long.
 */
export async function makeCall(asked: RelayCall, behind: Behind): Promise<object> {
  const outer = isCommand(asked) ? undefined : behind.signal;
  try {
    return await withTimeout(MAX_CALL, (signal) => perform(asked, behind, signal), outer);
  } catch (thrown) {
    if (!(thrown instanceof TimeoutError)) throw thrown;
    throw new MxError(asked.call === 'submitAnswers' ? 'lost' : 'unreachable');
  }
}
