import {
  handlers,
  type ObjectContext,
  type ObjectSharedContext,
  object,
} from '@restatedev/restate-sdk/fetch';
import type { ErasedInRestate } from '../erased.ts';
import { memberOfKey } from '../key.ts';
import { creationsOf, usersOf } from '../names.ts';
import type { CreationsHandlers } from './creations-object.ts';
import { HANDLER_OPTIONS, UNKEPT } from './handler-options.ts';
import {
  dropLogins,
  type GivenBack,
  giveBack,
  keepLogins,
  type LoginsState,
  type Noted,
  noteSeen,
  takeStart,
} from './user-logins.ts';

/**
 * The virtual object of a user. It lists the keys of the user's members, because Restate cannot list objects by a part
 * of their key.
 */

type State = LoginsState & { members: readonly string[] };
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

/** What the objects of members report to the object of their user, by their keys. */
export interface UserHandlers {
  add(context: Context, key: string): Promise<void>;
  remove(context: Context, key: string): Promise<void>;
  giveBack(context: Context, start: GivenBack): Promise<void>;
  noteSeen(context: Context, noted: Noted): Promise<void>;
}

const { exclusive, shared } = handlers.object;
const OWN = { ingressPrivate: true } as const;

const keysOf = async (context: Context): Promise<readonly string[]> =>
  (await context.get('members')) ?? [];

function keepKeys(context: Context, keys: readonly string[]): void {
  if (keys.length === 0) context.clear('members');
  else context.set('members', keys);
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
      takeStart: exclusive(UNKEPT, (context: Context, body: unknown) =>
        takeStart(context, body, selfOf(context)),
      ),
      giveBack: exclusive(OWN, (context: Context, start: GivenBack) =>
        giveBack(context, start, selfOf(context)),
      ),
      noteSeen: exclusive(OWN, async (context: Context, noted: Noted) => {
        // The user may have been erased meanwhile.
        if ((await keysOf(context)).includes(noted.key))
          await noteSeen(context, noted, selfOf(context));
      }),
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
