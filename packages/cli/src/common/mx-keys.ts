import { CliError } from './errors.ts';
import { type GivenOptions, optionOf } from './options.ts';

/** The environment variables that hold the keys. */
export type Keys = Readonly<Partial<Record<'MX_CLIENT_ID' | 'MX_API_KEY', string | undefined>>>;

/** How to try a command that needs keys without keys. */
export const WITHOUT_KEYS =
  'Without keys, try it with a simulated bank: mx-member simulate prints keys, and its address for --environment.';

/** One of MX's two environments, or an address on this computer. */
export type Environment = 'integration' | 'production' | URL;

/**
 * Reads the keys. Without keys it returns `null`, and MX is simulated.
 * @throws {CliError} if one of them is missing or malformed.
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

/** Reads `--environment`. Keys are sent only to MX, or to a simulator on this computer. */
export function environmentOf(given: GivenOptions): Environment {
  const value = optionOf(given, 'environment') ?? 'integration';
  if (value === 'integration' || value === 'production') return value;
  const url = URL.canParse(value) ? new URL(value) : null;
  const isPlain = url !== null && url.href === url.origin + url.pathname;
  if (isPlain && /^https?:$/.test(url.protocol) && isLoopback(url)) return url;
  throw new CliError(
    '--environment must be integration, production, or an http: address on this computer, such as http://127.0.0.1:3999.',
  );
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether an address is on this computer. */
export const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.test(hostname);
