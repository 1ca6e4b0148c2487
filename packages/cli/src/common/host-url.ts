import { isOwnHost } from '@mx-member/http/web';
import { CliError } from './errors.ts';
import { type GivenOptions, nonBlankOf } from './options.ts';

export const DEFAULT_AT = 'http://127.0.0.1:3998';

/**
 * The address in `--at`. The token and answers go there, so a plain `http:` must stay on this computer.
 * @returns `null` without the option.
 * @throws {CliError} unless it is the address of a server, with `https:` or on this computer.
 */
export function hostUrlOf(given: GivenOptions): URL | null {
  const at = nonBlankOf(given, 'at');
  if (at === undefined) return null;
  const url = URL.parse(at);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new CliError(
      `--at must be the address of a running mx-member serve, such as ${DEFAULT_AT}.`,
    );
  if (url.protocol === 'http:' && !isOwnHost(url.host, []))
    throw new CliError(
      '--at must be an https: address: http: would send the token and the answers in the clear, so it is allowed only on this computer. Use the address of the proxy, or a tunnel such as ssh -L 3998:127.0.0.1:3998.',
    );
  return url;
}
