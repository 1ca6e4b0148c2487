import {
  handlers,
  type ObjectContext,
  type ObjectSharedContext,
  object,
} from '@restatedev/restate-sdk/fetch';
import { HANDLER_OPTIONS, UNKEPT } from '../handler-options.ts';
import type { MemberServiceSettings } from '../options.ts';
import { answerMember, cancelMember, startMember } from './commands.ts';
import { rawKept } from './find-kept.ts';
import { removeListener } from './listeners.ts';
import { askedView, findView, hintMember, nextView, seenLogins, storyOfMember } from './queries.ts';
import { RestateMember } from './restate-member.ts';
import type { Listener, MemberState, Wake } from './state.ts';
import { onErase, onForget, onListen, onPoll, onWake } from './wakes.ts';

/**
 * The virtual object of a member. Each event is one short call: load the record, step, store the record, carry out the
 * effects, and repeat until no call is left. A wait is a delayed call of the object to itself. So nothing is held
 * while time passes, and the next event may run in a newer version of this code.
 */

type Context = ObjectContext<MemberState>;
type SharedContext = ObjectSharedContext<MemberState>;

const { exclusive, shared } = handlers.object;

/** Only Restate itself may call these handlers, for the object's own messages. */
const OWN = { ingressPrivate: true } as const;

export function createMemberObject(settings: MemberServiceSettings) {
  const { name } = settings;
  const of = (context: Context) => new RestateMember(settings, context);
  return object({
    name,
    options: HANDLER_OPTIONS,
    handlers: {
      start: exclusive((context: Context, body: unknown) => startMember(of(context), body)),
      answer: exclusive((context: Context, body: unknown) => answerMember(of(context), body)),
      cancel: exclusive((context: Context) => cancelMember(of(context))),
      hint: shared(UNKEPT, (context: SharedContext) => hintMember(context, settings)),
      view: shared(UNKEPT, (context: SharedContext) => findView(context, settings)),
      story: shared(UNKEPT, (context: SharedContext) => storyOfMember(context, settings)),
      seen: shared(UNKEPT, (context: SharedContext) => seenLogins(context, settings)),
      asked: shared(UNKEPT, (context: SharedContext) => askedView(context, settings)),
      next: shared(
        // A suspended call does not count as a running one.
        { ...UNKEPT, inactivityTimeout: 1_000 },
        (context: SharedContext, body: unknown) => nextView(context, settings, body),
      ),
      wake: exclusive(OWN, (context: Context, event: Wake) => onWake(of(context), event)),
      poll: exclusive(OWN, (context: Context) => onPoll(of(context))),
      listen: exclusive(OWN, (context: Context, listener: Listener) =>
        onListen(of(context), listener),
      ),
      unlisten: exclusive(OWN, (context: Context, id: string) => removeListener(context, id)),
      isKnown: shared(OWN, async (context: SharedContext) => (await rawKept(context)) !== null),
      erase: exclusive(OWN, (context: Context) => onErase(of(context))),
      forget: exclusive(OWN, (context: Context, lifecycle: number) =>
        onForget(of(context), lifecycle),
      ),
    },
  });
}
