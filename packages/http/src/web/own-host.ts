/**
 * True for a Host header that names this computer, or one of `others`. Any other name is refused, because a web page can
 * make its own name point to this computer.
 * @param others Names without a port, such as the name of a proxy.
 */
export function isOwnHost(host: string | null, others: readonly string[]): boolean {
  if (host === null || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return (
    ['127.0.0.1', 'localhost', '[::1]', ...others].includes(hostname) ||
    hostname.endsWith('.localhost')
  );
}
