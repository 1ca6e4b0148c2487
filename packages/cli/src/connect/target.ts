import { createMx, type Mx } from '@mx-member/adapters/mx';
import { type MemberId, MxError } from '@mx-member/machine';
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
import { createSimulatedMember } from '../common/simulated-member.ts';
import type { HostAddress } from './at-host.ts';
import { type Counts, countData } from './counts.ts';
import type { ConnectSource } from './options.ts';

/** A member at MX, at the simulator or at a host, ready for a job. */
export interface ConnectTarget {
  /** Who runs the lifecycle: this process with its own calls of MX, or a host. */
  readonly at:
    | { readonly type: 'here'; readonly mx: Mx }
    | { readonly type: 'host'; readonly address: HostAddress };
  readonly member: MemberId;
  /** Counts the data of a connected member; `null` if that is unknown. */
  readonly count: (signal: AbortSignal) => Promise<Counts | null>;
  /** What a person should know before it starts. */
  readonly about: readonly string[];
  close(): Promise<void>;
}

/**
 * How long a step of a simulated job takes, in ms. It is less than the wait before the first reading, so that the reading
 * already shows the new state.
 */
const STEP: Readonly<Record<PaceName, number>> = { normal: 800, fast: 40 };

const atMx = (
  mx: Mx,
  member: MemberId,
  rest: Pick<ConnectTarget, 'about' | 'close'>,
): ConnectTarget => ({
  at: { type: 'here', mx },
  member,
  count: (signal) => countData(mx, member, signal),
  ...rest,
});

/** How to play the user of the simulated bank. */
function aboutSimulator(password: string, script: Script): string[] {
  const known = PASSWORDS.find((row) => row.password === password);
  const asks = script.some((step) => 'ask' in step);
  return [
    'This is MX Bank, simulated on this computer.',
    ...(known ? [`Password ${known.password}: ${known.meaning}`] : []),
    ...(known || password.startsWith('simulate:')
      ? []
      : ['No test has this password (see mx-member connect --help). The bank accepts it at once.']),
    ...(asks
      ? [
          'The right answer is "correct". In a list, choose the text message or the picture of that word.',
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
      version: 'v20111101', // This version can create a member without a job, so that ours is the only job.
    });
    const member = await createSimulatedMember(mx, password, { signal });
    return atMx(mx, member, { about: aboutSimulator(password, script), close });
  } catch (error) {
    await close();
    if (!(error instanceof MxError) || error.code !== 'unreachable') throw error;
    throw new CliError(
      `The simulated bank runs in this program, at ${url}, and cannot be reached there. Allow programs to connect to this computer itself (the loopback interface).`,
      'unavailable',
    );
  }
}

/**
 * Finds the member. Without keys, it creates one at the simulator.
 * @throws {CliError} if a setting is wrong; {@link MxError} if a call fails; the signal's reason after an abort.
 */
export async function openTarget(
  source: ConnectSource,
  pace: PaceName,
  signal: AbortSignal,
): Promise<ConnectTarget> {
  if (source.kind === 'simulator') return openSimulator(source.password, pace, signal);
  if (source.kind === 'host')
    return {
      at: { type: 'host', address: source.address },
      member: source.member,
      about: [`Connecting through the host at ${source.address.url.href}`],
      count: async () => null,
      close: async () => {},
    };
  const { clientId, apiKey, environment, member } = source;
  const mx = createMx({ clientId, apiKey, environment });
  const where = typeof environment === 'string' ? environment : environment.host;
  return atMx(mx, member, { about: [`Calling MX (${where}).`], close: async () => {} });
}
