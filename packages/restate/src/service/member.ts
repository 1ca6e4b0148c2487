import {
  begin,
  type CallEffect,
  checkInput,
  isCall,
  isOver,
  type MemberInput,
  type MemberRecord,
  type MemberView,
  type Problem,
  problem,
  recordView,
  recover,
  rests,
  type Step,
  step,
} from '@mx-member/machine/step';
import {
  handlers,
  type ObjectContext,
  type ObjectSharedContext,
  object,
  rpc,
} from '@restatedev/restate-sdk/fetch';
import { memberOf } from '../key.ts';
import { deliveryOf, fenceOf } from '../names.ts';
import { makeCall } from './calls.ts';
import type { DeliveryHandlers } from './delivery.ts';
import { type FenceHandlers, take } from './fence.ts';
import { answersOf, startOf, waitOf } from './input.ts';
import { refused, valid } from './json.ts';
import { listen, notify, unlisten } from './listeners.ts';
import { OPERATION, UNKEPT } from './operation.ts';
import type { MemberServiceSettings } from './options.ts';
import type { Kept, Listener, MemberHandlers, State, Wake } from './state.ts';

/**
 * The virtual object of a member. Each event is one short call: load, step, keep, do the effects, and so on until the member
 * rests. A wait is a delayed call to itself, so that nothing is held while time passes, and the next event may meet a newer
 * version of this code.
 */

/** After so many a poll that the budget puts off goes before the others. */
const MAX_PUT_OFFS = 5;

/** A poll that a wait or a hint has led to: where the member goes back to when the budget puts it off. */
interface Poll {
  readonly resting: MemberRecord | null;
  readonly putOffs: number;
}
const NO_POLL: Poll = { resting: null, putOffs: 0 };

type Context = ObjectContext<State>;
type SharedContext = ObjectSharedContext<State>;

const { exclusive, shared } = handlers.object;

const known = (kept: Kept | null): Kept => {
  if (kept === null) throw refused(404, 'Restate does not know the member. Start it first.');
  return kept;
};

export function createMemberObject(settings: MemberServiceSettings) {
  const { name, ingress, budget, observer, retention } = settings;
  /** The object itself, to send to. */
  const self = (context: Context | SharedContext) =>
    context.objectSendClient<MemberHandlers>({ name }, context.key);

  const wake = (context: Context, event: Wake, delay = 0): void => {
    self(context).wake(event, rpc.sendOpts({ delay }));
  };

  function keep(context: Context, kept: Kept): void {
    context.set('kept', kept);
    observer?.onView(kept.record.context.member, recordView(kept.record));
  }

  /** What an outcome leaves to others. */
  function end(context: Context, { lifecycle, record }: Kept): void {
    const { member } = record.context;
    if (settings.onEnded)
      context
        .serviceSendClient<DeliveryHandlers>({ name: deliveryOf(name) })
        .deliver({ member, view: recordView(record) });
    self(context).forget(lifecycle, rpc.sendOpts({ delay: retention }));
  }

  /** Keeps a step and does its effects. @returns The call that is still to be made. */
  async function apply(context: Context, before: Kept | null, after: Kept, { effects }: Step) {
    if (after.record !== before?.record || after.lifecycle !== before.lifecycle) {
      keep(context, after);
      await notify(context, recordView(after.record));
    }
    const { lifecycle } = after;
    for (const effect of effects) {
      if (effect.type === 'wait') wake(context, { lifecycle, turn: effect.turn }, effect.ms);
      else if (effect.type === 'ended') end(context, after);
    }
    return effects.find(isCall);
  }

  /** After an event of a caller, who does not wait for MX: the call is the next event. */
  async function accept(context: Context, before: Kept | null, after: Kept, made: Step) {
    const call = await apply(context, before, after, made);
    if (call) wake(context, { lifecycle: after.lifecycle, turn: call.turn, call });
    letGo(after);
  }

  /** The next event of the member may come to another worker. */
  function letGo({ record }: Kept): void {
    if (!isOver(record)) observer?.onView(record.context.member, null);
  }

  /** Makes the call of a step, and those that follow from its result, until the member rests. */
  async function run(
    context: Context,
    before: Kept,
    made: Step,
    { resting, putOffs }: Poll = NO_POLL,
  ): Promise<void> {
    const { lifecycle } = before;
    let kept = before;
    let next = made;
    for (;;) {
      const after = { lifecycle, record: next.record };
      const call = await apply(context, kept, after, next);
      kept = after;
      if (!call) break;
      const { event, putOff } = await perform(context, after, call, putOffs);
      // The budget has put the poll off: it was never made, so the member goes back to its wait.
      if (putOff !== null && resting !== null) {
        keep(context, { lifecycle, record: resting });
        const { turn } = resting.context;
        wake(context, { lifecycle, turn, putOffs: putOffs + 1 }, putOff);
        break;
      }
      next = step(after.record, event);
    }
    letGo(kept);
  }

  async function perform(
    context: Context,
    { lifecycle, record }: Kept,
    call: CallEffect,
    putOffs = 0,
  ) {
    const { turn, type } = call;
    const options = {
      signal: context.request().attemptCompletedSignal,
      priority: isUserWaiting(record) || putOffs >= MAX_PUT_OFFS ? 1 : 0,
    };
    const event = await context.run(type, () =>
      makeCall(settings, call, options, () =>
        take(ingress, name, context.key, { lifecycle, turn }),
      ),
    );
    const fault = event.type === 'error' ? event.fault : null;
    const isLimited = fault?.code === 'rateLimited';
    if (isLimited && fault.status !== undefined)
      await context.run('pause', async () => budget?.pause(fault.retryAfter));
    const isPutOff = isLimited && fault.status === undefined && type === 'readStatus';
    return { event, putOff: isPutOff ? (fault.retryAfter ?? 1_000) : null };
  }

  /**
   * The event of a caller. Where a call is under way, it is ahead in the member's queue; if it still is when the wake of
   * `isCheck` arrives, its work was killed, and the member recovers.
   */
  async function load(context: Context): Promise<Kept> {
    const kept = known(await context.get('kept'));
    const { lifecycle, record } = kept;
    if (!rests(record)) wake(context, { lifecycle, turn: record.context.turn, isCheck: true });
    return kept;
  }

  async function onEvent(context: Context, event: Parameters<typeof step>[1]) {
    const kept = await load(context);
    const made = valid(() => step(kept.record, event));
    await accept(context, kept, { ...kept, record: made.record }, made);
    return made;
  }

  async function start(context: Context, body: unknown): Promise<MemberView> {
    const { after, ...given } = valid(() => startOf(body));
    const { pacing, deadlines, unsafePacing } = settings;
    const input = valid(() =>
      checkInput({
        ...given,
        member: memberOf(context.key),
        pacing: { ...pacing, ...given.pacing },
        deadlines: { ...deadlines, ...given.deadlines },
        ...(unsafePacing && { unsafePacing }),
      } as MemberInput),
    );
    const kept = await context.get('kept');
    if (kept && !isOver(kept.record)) {
      if (kept.record.context.job !== input.job)
        throw refused(409, 'Another job of this member runs. Start this one when it has ended.');
      return recordView((await load(context)).record);
    }
    if (kept && kept.record.context.revision !== after) return recordView(kept.record);
    const first = valid(() => begin({ ...input, ...(kept && { after: kept.record }) }));
    const now = await context.date.now();
    const lifecycle = Math.max(now, (kept?.lifecycle ?? 0) + 1);
    await accept(context, kept, { lifecycle, record: first.record }, first);
    return recordView(first.record);
  }

  async function onWake(context: Context, event: Wake): Promise<void> {
    const { lifecycle, turn, call, putOffs = 0, isCheck } = event;
    const kept = await context.get('kept');
    // Of an earlier lifecycle, or late: something else has happened.
    if (kept?.lifecycle !== lifecycle || kept.record.context.turn !== turn) return;
    const { record } = kept;
    if (isCheck) {
      if (!rests(record)) await run(context, kept, recover(record));
    } else if (call) {
      const { event: ended } = await perform(context, kept, call);
      await run(context, kept, step(record, ended));
    } else
      await run(context, kept, step(record, { type: 'elapsed', turn }), {
        resting: record,
        putOffs,
      });
  }

  return object({
    name,
    options: OPERATION,
    handlers: {
      start: exclusive(start),
      answer: exclusive(async (context: Context, body: unknown) => {
        const { answers, prompt } = valid(() => answersOf(body));
        const made = await onEvent(context, { type: 'challenge.answer', answers, prompt });
        return { view: recordView(made.record), problems: problemsOf(made) };
      }),
      cancel: exclusive(async (context: Context) =>
        recordView((await onEvent(context, { type: 'cancel' })).record),
      ),
      hint: shared(UNKEPT, async (context: SharedContext) => {
        const { record } = known(await context.get('kept'));
        if (!isOver(record)) self(context).poll();
      }),
      view: shared(UNKEPT, async (context: SharedContext) =>
        recordView(known(await context.get('kept')).record),
      ),
      next: shared(
        // A suspended call holds no place among those that run.
        { ...UNKEPT, inactivityTimeout: 1_000 },
        async (context: SharedContext, body: unknown): Promise<MemberView> => {
          const { revision, wait } = valid(() => waitOf(body));
          const view = recordView(known(await context.get('kept')).record);
          if (view.revision !== revision || wait === 0) return view;
          return (await listen(context, name, revision, wait)) ?? view;
        },
      ),
      poll: exclusive({ ingressPrivate: true }, async (context: Context) => {
        const kept = await load(context);
        const { record } = kept;
        await run(context, kept, step(record, { type: 'status.changed' }), {
          resting: rests(record) ? record : null,
          putOffs: 0,
        });
      }),
      wake: exclusive({ ingressPrivate: true }, onWake),
      listen: exclusive({ ingressPrivate: true }, async (context: Context, listener: Listener) => {
        const { record } = await load(context);
        return notify(context, recordView(record), listener);
      }),
      unlisten: exclusive({ ingressPrivate: true }, (context: Context, id: string) =>
        unlisten(context, id),
      ),
      forget: exclusive({ ingressPrivate: true }, async (context: Context, lifecycle: number) => {
        const kept = await context.get('kept');
        if (kept?.lifecycle !== lifecycle || !isOver(kept.record)) return;
        context.clearAll();
        context
          .objectSendClient<FenceHandlers>({ name: fenceOf(name) }, context.key)
          .forget(lifecycle);
      }),
    },
  });
}

/** What was wrong with answers. A final state has no question that they could be for. */
const problemsOf = ({ record, effects }: Step): readonly Problem[] =>
  isOver(record)
    ? [problem('superseded', null)]
    : effects.flatMap((effect) => (effect.type === 'answer.refused' ? effect.problems : []));

/** Whether its user waits: just started, just answered, or with a question that was not polled since work was lost. */
const isUserWaiting = ({ context: { awaiting, phase } }: MemberRecord): boolean =>
  awaiting === 'command' ||
  (awaiting === 'recovery' && (phase === 'challenged' || phase === 'authorizing'));
