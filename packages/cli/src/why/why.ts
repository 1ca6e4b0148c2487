import { CliError, EXIT, type ExitCode, portAdvice, systemCode } from '../common/errors.ts';
import { type Io, plainLine } from '../common/io.ts';
import { writeTo } from '../common/wrap.ts';
import type { WhySettings } from './options.ts';

/** The longest wait for the server, in ms. */
const TIMEOUT = 10_000;

/**
 * Asks a running `serve` what happened to a member, and prints it.
 * @throws {CliError} if the server cannot be reached, or does not tell.
 */
export async function why({ url, token }: WhySettings, { stdout, signal }: Io): Promise<ExitCode> {
  const response = await fetch(url, {
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    ...(token !== null && { headers: { authorization: `Bearer ${token}` } }),
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    const code = systemCode(Object(error).cause ?? error);
    throw new CliError(
      portAdvice(code, url, 'at') ??
        `Nothing answers at ${url.origin} (${code}). Give --at the address of a running mx-member serve.`,
      'unread',
    );
  });
  // serve tells in plain text, and says in JSON that it cannot yet.
  if (
    !/^(text\/plain|application\/problem\+json)\b/.test(response.headers.get('content-type') ?? '')
  )
    throw new CliError(
      `The response does not come from mx-member serve (HTTP ${response.status}). Give --at the address of a running one. A server of your own asks host.explain.`,
      'unread',
    );
  const text = (await response.text()).split('\n').map(plainLine).join('\n');
  if (!response.ok)
    throw new CliError(text.trim(), response.status === 400 ? 'usage' : 'unavailable');
  writeTo(stdout)(text);
  return EXIT.done;
}
