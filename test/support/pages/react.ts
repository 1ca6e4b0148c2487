/**
 * A page that runs the machine with `useActor` of `@xstate/react`, in StrictMode and in an `<Activity>` that the
 * test hides and shows. Both stop the actor and restore it from memory.
 */
import { createMemberActors, memberMachine, memberView } from '@mx-member/machine';
import { useActor } from '@xstate/react';
import { Activity, createElement, StrictMode, useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { Bank, holdNext, memberOf } from '../bank.ts';

/** MX, which holds back its reply to the answers that it has taken. */
const mx = new Bank({ step: 100, hasTimes: true });
const { release } = holdNext(mx, 'submitAnswers');
const machine = memberMachine.provide({ actors: createMemberActors(mx) });
const input = {
  member: memberOf(1),
  job: 'aggregate',
  pacing: { first: 0, spread: 0, busy: 1_000, failedMost: 1_000 },
} as const;

function Member() {
  const [snapshot, send] = useActor(machine, { input });
  const view = memberView(snapshot);
  const answer = () =>
    send({
      type: 'challenge.answer',
      answers: view.challenges.map(({ guid }) => ({ guid, value: 'correct' })),
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
  Object.assign(window, {
    mx,
    release,
    show: (next: typeof mode) => flushSync(() => setMode(next)),
  });
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
