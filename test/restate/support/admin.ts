/** What an operator does to a Restate server, by its admin API. */

async function request(url: string, method: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** Registers what a worker serves. @returns The id of the deployment. */
export async function register(
  admin: string,
  uri: string,
  { http11 = false } = {},
): Promise<string> {
  const made = await request(`${admin}/deployments`, 'POST', {
    uri,
    use_http_11: http11,
    force: true,
  });
  return (made as { readonly id: string }).id;
}
