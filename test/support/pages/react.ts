/**
 * A page that runs the machine with `useActor` of `@xstate/react`, in StrictMode and in an `<Activity>` that the
 * test hides and shows. Both stop the actor and restore it from memory.
 */
import {
  createMemberActors,
  type MemberPort,
  memberMachine,
  memberView,
  type Reading,
} from '@mx-member/machine';
import { useActor } from '@xstate/react';
import { Activity, createElement, StrictMode, useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';

const reading = (connectionStatus: string, more: Partial<Reading> = {}): Reading => ({
  connectionStatus,
  isBeingAggregated: true,
  challenges: [],
  ...more,
});
const question = { guid: 'CRD-1', type: 'TOKEN', label: 'The code?', options: [] } as const;

/** The calls that reach MX, and MX's replies. */
class FakeMx implements MemberPort {
  readonly calls: string[] = [];
  #isAnswered = false;
  /** Releases the reply to the answers, which MX already has. */
  reply: () => void = () => {};

  async startJob(): Promise<Reading> {
    this.calls.push('startJob');
    return reading('CREATED', { successfullyAggregatedAt: null });
  }

  async readStatus(): Promise<Reading> {
    this.calls.push('readStatus');
    if (!this.calls.includes('startJob')) return reading('CREATED', { isBeingAggregated: false });
    return this.#isAnswered
      ? reading('CONNECTED', {
          isBeingAggregated: false,
          successfullyAggregatedAt: '2026-01-01T00:00:00Z',
        })
      : reading('CHALLENGED', { challenges: [question] });
  }

  async submitAnswers(): Promise<Reading> {
    this.calls.push('submitAnswers');
    this.#isAnswered = true;
    await new Promise<void>((resolve) => {
      this.reply = resolve;
    });
    return reading('RESUMED');
  }
}

const mx = new FakeMx();
const machine = memberMachine.provide({ actors: createMemberActors(mx) });
const input = {
  member: { userGuid: 'USR-1', memberGuid: 'MBR-1' },
  job: 'aggregate',
  pacing: { first: 0, spread: 0, busy: 1_000, failedMost: 1_000 },
} as const;

function Member() {
  const [snapshot, send] = useActor(machine, { input });
  const view = memberView(snapshot);
  const answer = () =>
    send({
      type: 'challenge.answer',
      answers: [{ guid: question.guid, value: 'correct' }],
      prompt: view.prompt,
    });
  return createElement(
    'button',
    { type: 'button', onClick: answer },
    view.outcome?.outcome ?? view.needs ?? '…',
  );
}

function Page() {
  const [mode, setMode] = useState<'visible' | 'hidden'>('visible');
  Object.assign(window, { mx, show: (next: typeof mode) => flushSync(() => setMode(next)) });
  const props = { mode, children: createElement(Member) };
  return createElement(Activity, props);
}

const page = createElement(Page);
const isStrict = location.hash === '#strict';
// The script is in the head, so the body does not exist yet.
addEventListener('DOMContentLoaded', () => {
  const root = createRoot(document.body.appendChild(document.createElement('main')));
  root.render(isStrict ? createElement(StrictMode, null, page) : page);
});
