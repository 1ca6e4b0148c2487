import {
  handlers,
  type ObjectContext,
  type ObjectSharedContext,
  object,
} from '@restatedev/restate-sdk/fetch';
import { HANDLER_OPTIONS, UNKEPT } from '../handler-options.ts';
import type { MemberServiceSettings } from '../options.ts';
import { answer, cancel, start } from './commands.ts';
import { unlisten } from './listeners.ts';
import { Member } from './member.ts';
import { hint, next, view } from './queries.ts';
import type { Listener, State, Wake } from './state.ts';
import { addListener, forget, poll, wake } from './wakes.ts';

/**
 * The virtual object of a member. Each event is one short call: load, step, keep, do the effects, and so on until the member
 * rests. A wait is a delayed call to itself, so nothing is held while time passes, and the next event may meet a newer version
 * of this code.
 */

type Context = ObjectContext<State>;
type SharedContext = ObjectSharedContext<State>;

const { exclusive, shared } = handlers.object;

/** Restate alone calls these, for the object itself. */
const OWN = { ingressPrivate: true } as const;

export function createMemberObject(settings: MemberServiceSettings) {
  const { name } = settings;
  const of = (context: Context) => new Member(settings, context);
  return object({
    name,
    options: HANDLER_OPTIONS,
    handlers: {
      start: exclusive((context: Context, body: unknown) => start(of(context), body)),
      answer: exclusive((context: Context, body: unknown) => answer(of(context), body)),
      cancel: exclusive((context: Context) => cancel(of(context))),
      hint: shared(UNKEPT, (context: SharedContext) => hint(context, name)),
      view: shared(UNKEPT, (context: SharedContext) => view(context)),
      next: shared(
        // A suspended call holds no place among those that run.
        { ...UNKEPT, inactivityTimeout: 1_000 },
        (context: SharedContext, body: unknown) => next(context, name, body),
      ),
      wake: exclusive(OWN, (context: Context, event: Wake) => wake(of(context), event)),
      poll: exclusive(OWN, (context: Context) => poll(of(context))),
      listen: exclusive(OWN, (context: Context, listener: Listener) =>
        addListener(of(context), listener),
      ),
      unlisten: exclusive(OWN, (context: Context, id: string) => unlisten(context, id)),
      forget: exclusive(OWN, (context: Context, lifecycle: number) =>
        forget(of(context), lifecycle),
      ),
    },
  });
}
