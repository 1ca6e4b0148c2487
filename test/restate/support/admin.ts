import { type RegisterOptions, register as registerNow } from 'mx-member-restate-cluster';

/** The admin API of a Restate server, as an operator uses it. */

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

/** Registrations of this process are serialized, because the server refuses concurrent ones. */
let registered: Promise<unknown> = Promise.resolve();

/** Registers the services of a worker. @returns The id of the deployment. */
export function register(admin: string, uri: string, options?: RegisterOptions): Promise<string> {
  const made = registered.then(() => registerNow(admin, uri, options));
  registered = made.catch(() => {});
  return made;
}

/** The rows of a query on the server's views. */
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

/** Kills an invocation. @returns Whether it was there: it can end after a query has listed it. */
export async function killInvocation(admin: string, id: string): Promise<boolean> {
  const { ok, status } = await fetch(`${admin}/invocations/${id}/kill`, { method: 'PATCH' });
  if (!ok && status !== 404)
    throw new Error(`The invocation ${id} could not be killed: ${status}.`);
  return ok;
}

/** Resolves when a deployment has no running invocations, because those could not continue elsewhere. */
export async function untilDrained(admin: string, deployment: string): Promise<void> {
  const sql = `SELECT id FROM sys_invocation WHERE pinned_deployment_id = '${deployment}' AND status <> 'completed'`;
  while ((await query(admin, sql)).length > 0);
}

/** Removes a deployment. A server calls a worker that has ended again and again, and another test may have its TCP port by then. */
export const removeDeployment = (admin: string, id: string): Promise<unknown> =>
  request(`${admin}/deployments/${id}?force=true`, 'DELETE');
