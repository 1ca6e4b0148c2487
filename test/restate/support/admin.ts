import { type RegisterOptions, register as registerNow } from 'mx-member-restate-cluster';

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

/** Registrations of this process go one after the other: the server refuses those that come at the same time. */
let registered: Promise<unknown> = Promise.resolve();

/** Registers what a worker serves. @returns The id of the deployment. */
export function register(admin: string, uri: string, options?: RegisterOptions): Promise<string> {
  const made = registered.then(() => registerNow(admin, uri, options));
  registered = made.catch(() => {});
  return made;
}

/** Rows of a query over the server's views. */
export async function query(
  admin: string,
  sql: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const result = await request(`${admin}/query`, 'POST', { query: sql });
  return (result as { readonly rows: readonly Readonly<Record<string, unknown>>[] }).rows;
}

/** Replaces the state of an object. Values are texts. */
export const setState = (
  admin: string,
  service: string,
  key: string,
  state: Readonly<Record<string, string>>,
): Promise<unknown> =>
  request(`${admin}/services/${service}/state`, 'POST', {
    object_key: key,
    new_state: Object.fromEntries(
      Object.entries(state).map(([name, text]) => [name, [...Buffer.from(text)]]),
    ),
  });

/** Ends an invocation without running it to an end. */
export const killInvocation = (admin: string, id: string): Promise<unknown> =>
  request(`${admin}/invocations/${id}/kill`, 'PATCH');

/** Resolves when nothing runs at a deployment any more: what has begun there cannot go on elsewhere. */
export async function untilDrained(admin: string, deployment: string): Promise<void> {
  const sql = `SELECT id FROM sys_invocation WHERE pinned_deployment_id = '${deployment}' AND status <> 'completed'`;
  while ((await query(admin, sql)).length > 0);
}

export const removeDeployment = (admin: string, id: string): Promise<unknown> =>
  request(`${admin}/deployments/${id}?force=true`, 'DELETE');
