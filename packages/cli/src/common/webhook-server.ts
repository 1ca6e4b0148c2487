import { CliError } from './errors.ts';
import { isLoopback } from './mx-keys.ts';
import { type GivenOptions, nonBlankOf } from './options.ts';

/** The server for webhooks, and its login. */
export interface WebhookServer {
  readonly url: URL;
  readonly username: string;
  readonly password: string;
}

/** The environment variables that hold the login. */
export type WebhookKeys = Readonly<
  Partial<Record<'MX_WEBHOOK_USERNAME' | 'MX_WEBHOOK_PASSWORD', string | undefined>>
>;

/**
 * Reads `--webhook-url` and the login of that server. `null` without the option.
 * @throws {CliError} if the address or the login cannot be used.
 */
export function webhookServerOf(given: GivenOptions, env: WebhookKeys): WebhookServer | null {
  const address = nonBlankOf(given, 'webhook-url');
  if (address === undefined) return null;
  const url = URL.parse(address);
  const isPrivate = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url));
  if (!url || !isPrivate || url.username || url.password)
    throw new CliError(
      '--webhook-url must be an https: address without a user name and a password; http: is for this computer only.',
    );
  const { MX_WEBHOOK_USERNAME: username, MX_WEBHOOK_PASSWORD: password } = env;
  if (!username || !password)
    throw new CliError(
      '--webhook-url needs MX_WEBHOOK_USERNAME and MX_WEBHOOK_PASSWORD in the environment, the login that your server expects.',
    );
  return { url, username, password };
}
