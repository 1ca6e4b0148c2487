/** Listens to the member inside the app's machine. Each event has its own type. */
import type { Challenge, Problem } from '@mx-member/machine';
import type { Actor } from 'xstate';
import type { onboarding } from './onboarding.ts';

export interface Screen {
  ask(questions: readonly Challenge[], prompt: number): void;
  explain(problems: readonly Problem[]): void;
}

export function listen(app: Actor<typeof onboarding>, screen: Screen): void {
  const { member } = app.getSnapshot().children;
  member?.on('challenged', ({ challenges, prompt }) => screen.ask(challenges, prompt));
  member?.on('answer.refused', ({ problems }) => screen.explain(problems));
}
