import {
  begin,
  type CallEffect,
  checkRecord,
  type Effect,
  isCall,
  isOver,
  type MemberPort,
  type MemberRecord,
  type MemberView,
  makeCall,
  type Problem,
  problem,
  recordView,
  recover,
  type Step,
  type StepEvent,
  step,
  toFault,
} from '@mx-member/machine/step';
import { isSameMember } from './attempt.ts';
import type { AttemptInput, Driver, Kept } from './driver.ts';
import type { ObservedStep } from './types.ts';

export interface PortDriverOptions {
  /** Commits a record before what follows from it is done. @returns Whether it is kept, where it is to be kept at all. */
  keep(kept: Kept): boolean;
  changed(): void;
  onStep(step: ObservedStep): void;
  onError(thrown: unknown): void;
}

/**
 * Runs the lifecycle here, by steps: each record is kept first, then its effects are done. Steps need no XState, which a
 * page would load otherwise.
 */
export function createPortDriver(
  port: MemberPort,
  first: AttemptInput,
  { keep, changed, onStep, onError }: PortDriverOptions,
): Driver {
  let input = first;
  let record: MemberRecord | null = null;
  let view: MemberView | null = null;
  let isAwake = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let call: { readonly effect: CallEffect; readonly controller: AbortController } | null = null;
  const resting: (() => void)[] = [];

  function end(): void {
    call = null;
    for (const resolve of resting.splice(0)) resolve();
  }

  /** Ends the one wait or call that stands. */
  function drop(): void {
    clearTimeout(timer);
    call?.controller.abort();
    end();
  }

  async function make(effect: CallEffect): Promise<void> {
    const controller = new AbortController();
    const own = { effect, controller };
    call = own;
    const event = await makeCall(port, effect, { signal: controller.signal, onError });
    if (call !== own) return;
    end();
    apply(event);
  }

  function perform(effect: Effect): void {
    if (effect.type === 'wait') {
      const { turn, ms } = effect;
      timer = setTimeout(() => apply({ type: 'elapsed', turn }), ms);
    } else if (effect.type === 'cancelWait' || effect.type === 'cancelCall') drop();
    else if (isCall(effect)) void make(effect);
  }

  function take({ record: next, effects }: Step, event: StepEvent | null): readonly Problem[] {
    const refused = effects.find(({ type }) => type === 'answer.refused');
    const problems = refused?.type === 'answer.refused' ? refused.problems : [];
    const isKept = next === record || keep({ input, record: next });
    show(next);
    onStep({
      event: event?.type === 'challenge.answer' ? 'answer' : event,
      record: next,
      problems,
    });
    for (const effect of isAwake ? effects : []) {
      if (effect.type === 'submitAnswers' && !isKept) {
        // What is not written down is not sent: a reload could send it twice.
        const fault = toFault({ code: 'notSent' }, Date.now());
        apply({ type: 'error', call: 'submitAnswers', turn: effect.turn, fault });
        return [problem('notYet', null)];
      }
      perform(effect);
    }
    changed();
    return problems;
  }

  function show(next: MemberRecord): void {
    record = next;
    const shown = recordView(next);
    // A poll that shows the same leaves the view as it is.
    if (shown.revision !== view?.revision) view = shown;
  }

  const apply = (event: StepEvent): readonly Problem[] =>
    record ? take(step(record, event), event) : [];

  return {
    member: () => view,
    fault: () => null,
    stopped: () => null,
    kept: () => record && { input, record },
    adopt(kept) {
      if (isAwake || !kept.record) return false;
      // Another tab can run another version of the page.
      const { member, turn } = checkRecord(kept.record).context;
      // The last record of a lifecycle has the turn of the one before it.
      if (record && isSameMember(record.context.member, member) && turn < record.context.turn)
        return false;
      ({ input } = kept);
      show(kept.record);
      changed();
      return true;
    },
    wake() {
      if (isAwake) return;
      isAwake = true;
      if (!record) take(begin(input), null);
      // A command that is still on its way goes on as if nothing had been.
      else if (!call) take(recover(record), null);
    },
    sleep() {
      isAwake = false;
      if (!call || call.effect.type === 'readStatus') drop();
    },
    idle: () => (call ? new Promise((resolve) => resting.push(resolve)) : Promise.resolve()),
    begin(next) {
      // Another member can begin while the one before is still polled.
      drop();
      input = next;
      const last = record && isOver(record) ? record : null;
      const isAfter = last && isSameMember(last.context.member, next.member);
      take(begin({ ...next, ...(isAfter && { after: last }) }), null);
    },
    async answer({ answers, prompt }) {
      if (!isAwake || !record) return [problem('notYet', null)];
      // A lifecycle that has ended takes no event.
      if (isOver(record)) return [problem('superseded', null)];
      return apply({ type: 'challenge.answer', answers, prompt });
    },
    hint() {
      if (isAwake) apply({ type: 'status.changed' });
    },
    cancel() {
      if (isAwake) apply({ type: 'cancel' });
    },
  };
}
