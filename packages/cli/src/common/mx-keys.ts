import { CliError } from './errors.ts';
import { type GivenOptions, optionOf } from './options.ts';

/** The environment variables that hold the keys. */
export type Keys = Readonly<Partial<Record<'MX_CLIENT_ID' | 'MX_API_KEY', string | undefined>>>;

/** MX's own, or an address of this machine. */
export type Environment = 'integration' | 'production' | URL;

/**
 * The keys; `null` for none, which means the simulator.
 * @throws {CliError} when one is missing, or wrong.
 */
export function keysOf({
  MX_CLIENT_ID,
  MX_API_KEY,
}: Keys): { readonly clientId: string; readonly apiKey: string } | null {
  if (!MX_CLIENT_ID && !MX_API_KEY) return null;
  if (!MX_CLIENT_ID || !MX_API_KEY)
    throw new CliError(
      `${MX_CLIENT_ID ? 'MX_API_KEY' : 'MX_CLIENT_ID'} is missing in the environment: set both to talk to MX, or neither to use the simulator.`,
    );
  if (MX_CLIENT_ID.includes(':'))
    throw new CliError('MX_CLIENT_ID must not hold a colon: is it the client id alone?');
  for (const [name, key] of Object.entries({ MX_CLIENT_ID, MX_API_KEY }))
    if (!/^\P{Cc}+$/u.test(key.trim()))
      throw new CliError(`${name} must not hold a line break or another control character.`);
  return { clientId: MX_CLIENT_ID, apiKey: MX_API_KEY };
}

/** A key is not sent to just any address: besides MX's own, only this machine (a simulator) is allowed. */
export function environmentOf(given: GivenOptions): Environment {
  const value = optionOf(given, 'environment') ?? 'integration';
  if (value === 'integration' || value === 'production') return value;
  const url = URL.canParse(value) ? new URL(value) : null;
  const isPlain = url !== null && url.href === url.origin + url.pathname;
  if (isPlain && /^https?:$/.test(url.protocol) && isLoopback(url)) return url;
  throw new CliError('--environment must be integration or production.');
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether an address is on this machine. */
export const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.test(hostname);
