import { CREATION, type Creation, isSettled } from '@mx-member/http/create';
import { isId } from '@mx-member/machine/hosting';
import { firstError } from '@mx-member/machine/step';
import {
  handlers,
  type ObjectContext,
  type ObjectSharedContext,
  object,
  rpc,
} from '@restatedev/restate-sdk/fetch';
import { userKeyOf } from '../key.ts';
import { creationsOf } from '../names.ts';
import { refused } from './errors.ts';
import { HANDLER_OPTIONS, UNKEPT } from './handler-options.ts';
import { isCount } from './is-count.ts';

/**
 * The virtual object of a user's creations. It stores the progress of each creation, and which process currently
 * creates for the user. That process calls MX between two calls of this object, so credentials never reach the object.
 */

/** Which process creates for the user, and when its lease expires. */
interface Lease {
  readonly holder: string;
  readonly until: number;
}

export interface CreationsHandlers {
  erase(context: ObjectContext): Promise<void>;
  drop(context: ObjectContext, of: Pick<Creation, 'id' | 'at'>): Promise<void>;
}

/** The longest lease, in ms. This is how long a user waits after a process was killed. */
const MAX_LEASE = 60_000;

const PREFIX = 'creation:';
const stateKey = (id: string): string => `${PREFIX}${id}`;

/**
 * Whether a body is a creation of this user, without further fields. This matters because Restate writes it to disk.
 */
const isCreationOf = (key: string, value: unknown): value is Creation =>
  firstError(CREATION, value, 'creation') === null && userKeyOf(Object(value).userGuid) === key;

const { exclusive, shared } = handlers.object;
/** Only Restate itself may call these handlers. */
const OWN = { ingressPrivate: true } as const;

/** @throws {TerminalError} 409 when another process creates for the user by now. A lease that nobody has taken since still counts. */
async function requireLease(context: ObjectContext, body: unknown): Promise<void> {
  const lease = await context.get<Lease>('lease');
  if (lease?.holder !== Object(body).holder)
    throw refused(409, 'Another process is creating a member of this user. Please try again.');
}

async function claim(context: ObjectContext, body: unknown): Promise<boolean> {
  const { holder, ms } = Object(body);
  if (!isId(holder) || !isCount(ms) || ms > MAX_LEASE)
    throw refused(400, `claim needs { holder, ms }: a text, and up to ${MAX_LEASE} ms.`);
  const now = await context.date.now();
  const lease = await context.get<Lease>('lease');
  // A lease that would last longer is from before the clock was set back.
  const isHeld = lease && lease.until > now && lease.until <= now + MAX_LEASE;
  if (isHeld && lease.holder !== holder) return false;
  context.set<Lease>('lease', { holder, until: now + ms });
  return true;
}

/**
 * @param name The name of the members' object.
 * @param retention How long a creation is kept after it was settled, in ms.
 */
export function createCreationsObject(name: string, retention: number) {
  const own = creationsOf(name);
  return object({
    name: own,
    options: HANDLER_OPTIONS,
    handlers: {
      claim: exclusive(UNKEPT, claim),
      release: exclusive(UNKEPT, async (context: ObjectContext, body: unknown) => {
        const lease = await context.get<Lease>('lease');
        if (lease && lease.holder === Object(body).holder) context.clear('lease');
      }),
      keep: exclusive(UNKEPT, async (context: ObjectContext, body: unknown) => {
        await requireLease(context, body);
        const { creation } = Object(body);
        if (!isCreationOf(context.key, creation))
          throw refused(400, 'keep needs a creation of this user, without further fields.');
        context.set(stateKey(creation.id), creation);
        if (!isSettled(creation)) return;
        const { id, at } = creation;
        const self = context.objectSendClient<CreationsHandlers>({ name: own }, context.key);
        self.drop({ id, at }, rpc.sendOpts({ delay: retention }));
      }),
      remove: exclusive(UNKEPT, async (context: ObjectContext, body: unknown) => {
        await requireLease(context, body);
        context.clear(stateKey(String(Object(body).id)));
      }),
      find: shared(UNKEPT, (context: ObjectSharedContext, id: unknown) =>
        context.get<Creation>(stateKey(String(id))),
      ),
      drop: exclusive(
        OWN,
        async (context: ObjectContext, { id, at }: Pick<Creation, 'id' | 'at'>) => {
          const creation = await context.get<Creation>(stateKey(id));
          if (creation?.at === at && isSettled(creation)) context.clear(stateKey(id));
        },
      ),
      erase: exclusive(OWN, async (context: ObjectContext) => context.clearAll()),
    },
  });
}
