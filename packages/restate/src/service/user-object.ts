import { KEPT_FOR } from '@mx-member/http/create';
import { isId } from '@mx-member/machine/hosting';
import {
  handlers,
  type ObjectContext,
  type ObjectSharedContext,
  object,
  rpc,
} from '@restatedev/restate-sdk/fetch';
import type { ErasedInRestate } from '../erased.ts';
import { memberOfKey } from '../key.ts';
import type { KeptLogins } from '../logins.ts';
import { creationsOf, usersOf } from '../names.ts';
import type { CreationsHandlers } from './creations-object.ts';
import { refused } from './errors.ts';
import { HANDLER_OPTIONS, UNKEPT } from './handler-options.ts';
import { isCount } from './is-count.ts';

/**
 * The virtual object of a user. It lists the keys of the user's members, because Restate cannot list objects by a part
 * of their key.
 */

type State = { members: readonly string[]; logins: KeptLogins; dropsLogins: boolean };
type Context = ObjectContext<State>;

/** What a user's object asks the objects of members. */
export interface ErasableMember {
  isKnown(context: ObjectSharedContext): Promise<boolean>;
  erase(context: ObjectContext): Promise<Pick<ErasedInRestate, 'records' | 'aside'>>;
}

/** What the object of a user sends to itself. */
interface LoginHandlers {
  dropLogins(context: Context): Promise<void>;
}
interface UserSends {
  dropLogins(how: ReturnType<typeof rpc.sendOpts>): unknown;
}

/** What the objects of members report to the object of their user. Each handler takes the key of the member. */
export interface UserHandlers {
  add(context: Context, key: string): Promise<void>;
  remove(context: Context, key: string): Promise<void>;
}

const { exclusive, shared } = handlers.object;
const OWN = { ingressPrivate: true } as const;

const keysOf = async (context: Context): Promise<readonly string[]> =>
  (await context.get('members')) ?? [];

function keepKeys(context: Context, keys: readonly string[]): void {
  if (keys.length === 0) context.clear('members');
  else context.set('members', keys);
}

/** The longest history in characters. It has at most 200 logins and 100 members. */
const LONGEST = 65_536;

/** Whether a body has a change of the logins. Restate writes it to disk, so it must not have anything else. */
function isKept(body: unknown): body is KeptLogins {
  const { version, id, history, ...others } = Object(body);
  const { logins, refusals, ...rest } = Object(history);
  return (
    isCount(version) &&
    isId(id) &&
    Array.isArray(logins) &&
    Object(refusals) === refusals &&
    Object.keys({ ...others, ...rest }).length === 0 &&
    JSON.stringify(body).length <= LONGEST
  );
}

/**
 * Stores the logins if nobody else has changed them since they were read. A repetition of the same change has no effect.
 *
 * @returns Whether they are stored.
 */
async function keepLogins(context: Context, body: unknown, self: UserSends): Promise<boolean> {
  if (!isKept(body)) throw refused(400, 'keepLogins needs { version, id, history }.');
  const known = await context.get('logins');
  if (known?.id === body.id) return true;
  if ((known?.version ?? 0) !== body.version) return false;
  const at = await context.date.now();
  context.set('logins', { ...body, version: body.version + 1, at });
  if (await context.get('dropsLogins')) return true;
  context.set('dropsLogins', true);
  self.dropLogins(rpc.sendOpts({ delay: KEPT_FOR }));
  return true;
}

/** Removes the logins 30 days after their last change. */
async function dropLogins(context: Context, self: UserSends): Promise<void> {
  const known = await context.get('logins');
  const left = (known?.at ?? 0) + KEPT_FOR - (await context.date.now());
  if (known && left > 0) {
    self.dropLogins(rpc.sendOpts({ delay: left }));
    return;
  }
  context.clear('logins');
  context.clear('dropsLogins');
}

/** @param name The name of the members' object. */
export function createUserObject(name: string) {
  const selfOf = (context: Context) =>
    context.objectSendClient<LoginHandlers>({ name: usersOf(name) }, context.key);
  return object({
    name: usersOf(name),
    options: HANDLER_OPTIONS,
    handlers: {
      add: exclusive(OWN, async (context: Context, key: string) => {
        const keys = await keysOf(context);
        if (!keys.includes(key)) keepKeys(context, [...keys, key]);
      }),
      remove: exclusive(OWN, async (context: Context, key: string) => {
        // The member may have been started again meanwhile.
        if (await context.objectClient<ErasableMember>({ name }, key).isKnown()) return;
        const keys = await keysOf(context);
        keepKeys(
          context,
          keys.filter((one) => one !== key),
        );
      }),
      logins: shared(UNKEPT, (context: ObjectSharedContext<State>) => context.get('logins')),
      keepLogins: exclusive(UNKEPT, (context: Context, body: unknown) =>
        keepLogins(context, body, selfOf(context)),
      ),
      dropLogins: exclusive(OWN, (context: Context) => dropLogins(context, selfOf(context))),
      forget: exclusive(UNKEPT, async (context: Context): Promise<ErasedInRestate> => {
        const keys = await keysOf(context);
        let [records, aside] = [0, 0];
        for (const key of keys) {
          const erased = await context.objectClient<ErasableMember>({ name }, key).erase();
          records += erased.records;
          aside += erased.aside;
        }
        keepKeys(context, []);
        context.clear('logins');
        context.clear('dropsLogins');
        await context
          .objectClient<CreationsHandlers>({ name: creationsOf(name) }, context.key)
          .erase();
        return { members: keys.map(memberOfKey), records, aside };
      }),
    },
  });
}
