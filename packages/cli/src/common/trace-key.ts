import { CliError } from './errors.ts';

/**
 * The key of pseudonyms, as the environment has it.
 * @returns `undefined` where it has none: random bytes do.
 * @throws {CliError} for anything but 16 bytes or more in hexadecimal.
 */
export function traceKeyOf(
  env: Readonly<Record<string, string | undefined>>,
): Uint8Array | undefined {
  const { MX_MEMBER_TRACE_KEY: text } = env;
  if (!text) return undefined;
  if (!/^(?:[\da-f]{2}){16,}$/i.test(text))
    throw new CliError(
      'MX_MEMBER_TRACE_KEY must have 32 hexadecimal digits or more: openssl rand -hex 32 makes them.',
    );
  return Uint8Array.from(Buffer.from(text, 'hex'));
}
