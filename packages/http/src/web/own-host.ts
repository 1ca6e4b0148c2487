/**
 * Whether a Host header names this computer, or one of `others`. Other names are refused, because any website can let
 * its name point to this computer (DNS rebinding).
 *
 * @param others Names without a port, for example the name of a proxy.
 */
export function isOwnHost(host: string | null, others: readonly string[]): boolean {
  if (host === null || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return (
    ['127.0.0.1', 'localhost', '[::1]', ...others].includes(hostname) ||
    hostname.endsWith('.localhost')
  );
}
