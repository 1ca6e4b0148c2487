import { type Served, serveFetch } from '../restate-cluster/src/serve.ts';
import type { World } from '../world/world.ts';

/** MX for many worlds, on one TCP port. Its requests can be lost, and it knows who has sent each of them. */

/** The header with the name of the process. */
export const SENDER = 'x-sender';

/** A request that changes something at MX. */
export interface Command {
  readonly world: World;
  readonly what: 'answer' | 'create' | 'other';
  /** The guid of the member. Empty for a creation. */
  readonly member: string;
  readonly sender: string;
}

/** What happens when a command arrives. */
export interface OnCommand {
  /** @returns Whether the command is lost. */
  arrives?(command: Command): boolean;
  /** MX has taken it, and its reply is on the way. */
  isTaken?(command: Command): void;
}

export interface ServedMx extends Served {
  add(world: World): void;
  /** @default nothing */
  on: OnCommand;
}

function commandOf(world: World, { method, url, headers }: Request): Command | null {
  if (method === 'GET') return null;
  const [, member = '', end = ''] = /members(?:\/([^/]+))?(?:\/(\w+))?$/.exec(url) ?? [];
  const what = end === 'resume' ? 'answer' : member === '' ? 'create' : 'other';
  return { world, what, member, sender: headers.get(SENDER) ?? '' };
}

export async function serveMx(): Promise<ServedMx> {
  const worlds = new Map<string, World>();
  const served = await serveFetch(async (given) => {
    const { url, method, headers } = given;
    const body = await given.text();
    const request = new Request(url, { method, headers, ...(body && { body }) });
    const world = worlds.get(/USR-[\w-]+/.exec(url)?.[0] ?? '');
    if (!world) return new Response(null, { status: 404 });
    const command = commandOf(world, request);
    if (!command) return world.mx.send(request, 0);
    if (mx.on.arrives?.(command)) return new Response(null, { status: 503 });
    const reply = await world.mx.send(request, 0);
    mx.on.isTaken?.(command);
    return reply;
  });
  const mx: ServedMx = {
    ...served,
    on: {},
    add: (world) => void worlds.set(world.userGuid, world),
  };
  return mx;
}
