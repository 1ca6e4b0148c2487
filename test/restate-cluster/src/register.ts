/** How to call a deployment. */
export interface RegisterOptions {
  /** Whether to use HTTP/1.1, with a request for each attempt. @default false */
  readonly http11?: boolean;
}

/**
 * Makes a Restate server call the services at an address.
 *
 * @param admin The address of its admin API.
 * @returns The id of the deployment.
 */
export async function register(
  admin: string,
  uri: string,
  { http11 = false }: RegisterOptions = {},
): Promise<string> {
  const response = await fetch(`${admin}/deployments`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ uri, use_http_11: http11, force: true }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The services were not registered: ${text}`);
  return (JSON.parse(text) as { readonly id: string }).id;
}
