import { createMx, type Mx } from '@mx-member/adapters/mx';
import type { MemberId } from '@mx-member/machine';
import {
  DEFAULT_API_KEY,
  DEFAULT_CLIENT_ID,
  PASSWORDS,
  type Script,
  scriptOf,
} from '@mx-member/simulator';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { CliError } from '../common/errors.ts';
import type { PaceName } from '../common/pacing.ts';
import type { ConnectSource } from './options.ts';

/** Where a member lives, ready for a job to be started. */
export interface ConnectTarget {
  readonly mx: Mx;
  readonly member: MemberId;
  /** What a person should know about it. */
  readonly about: readonly string[];
  close(): Promise<void>;
}

/**
 * How long a step of a simulated job takes, in ms: less than the wait before the first reading, so that it shows what
 * came of the command.
 */
const STEP: Readonly<Record<PaceName, number>> = { normal: 800, fast: 40 };

/** What a person needs to know to play the user of the simulated bank. */
function aboutSimulator(password: string, script: Script): string[] {
  const known = PASSWORDS.find((row) => row.password === password);
  const asks = script.some((step) => 'ask' in step);
  return [
    'This is MX Bank, simulated on this machine.',
    ...(known ? [`Password ${known.password}: ${known.meaning}`] : []),
    ...(asks
      ? [
          'The right answer is the word "correct"; in a list, the text message or the picture of that word.',
        ]
      : []),
  ];
}

async function openSimulator(
  password: string,
  pace: PaceName,
  signal: AbortSignal,
): Promise<ConnectTarget> {
  const script = scriptOf(password);
  if ('problem' in script) throw new CliError(`--password: ${script.problem}.`);
  const { url, close } = await serveMxSimulator({ port: 0, step: STEP[pace] });
  try {
    const mx = createMx({
      clientId: DEFAULT_CLIENT_ID,
      apiKey: DEFAULT_API_KEY,
      environment: new URL(url),
      version: 'v20111101', // The one in which a member can be made without a job, so that ours is the only one.
    });
    const options = { signal };
    const { userGuid } = await mx.createUser({}, options);
    const institutionCode = 'mxbank';
    const fields = await mx.institutionCredentials({ institutionCode }, options);
    const credentials = fields.map(({ guid, fieldName }) => ({
      guid,
      value: fieldName === 'LOGIN' ? 'mxuser' : password,
    }));
    const { member } = await mx.createMember(
      { userGuid, institutionCode, credentials, skipAggregation: true },
      options,
    );
    return { mx, member, about: aboutSimulator(password, script), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Goes to where the member lives; without keys it is made there.
 * @throws {CliError} when a setting is wrong, {@link MxError} when a call fails, the signal's reason when it aborts.
 */
export async function openTarget(
  source: ConnectSource,
  pace: PaceName,
  signal: AbortSignal,
): Promise<ConnectTarget> {
  if (source.kind === 'simulator') return openSimulator(source.password, pace, signal);
  const { clientId, apiKey, environment, member } = source;
  const mx = createMx({ clientId, apiKey, environment });
  const where = typeof environment === 'string' ? environment : environment.host;
  return { mx, member, about: [`Talking to MX (${where}).`], close: async () => {} };
}
