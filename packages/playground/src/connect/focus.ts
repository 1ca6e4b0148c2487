import type { PlaygroundState } from '../state.ts';
import { screenKey } from './screen.ts';

/**
 * Moves the focus with the screens: to a new question's field, to the heading of any other new screen, to the first
 * field with a problem. Somebody who works elsewhere on the page is left alone.
 */
export function createFocus(panel: HTMLElement): (state: PlaygroundState) => void {
  let key: string | null = null;
  let problems: unknown = null;
  return (state) => {
    const before = { key, problems };
    key = screenKey(state);
    problems = state.scene?.view.problems ?? null;
    const isElsewhere =
      document.activeElement !== document.body && !panel.contains(document.activeElement);
    if (isElsewhere || before.key === null) return;
    const hasProblems = state.scene !== null && state.scene.view.problems.length > 0;
    if (key === before.key && hasProblems && problems !== before.problems)
      panel
        .querySelector<HTMLElement>('input[aria-invalid=true], [aria-invalid=true] input')
        ?.focus();
    else if (key !== before.key) panel.querySelector<HTMLElement>('[data-focus]')?.focus();
  };
}
