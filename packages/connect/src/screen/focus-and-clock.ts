import { partSelector } from './anatomy.ts';

/** What a screen does beside its markup: the focus, and the clock. */
export interface ScreenFollower {
  /** Call it after each time that the screen was drawn. */
  drawn(): void;
  /** Stops the clock, and leaves the focus alone. */
  stop(): void;
}

const TICK = 1_000;

/** A time in ms as the clock shows it, in minutes and seconds: `75_000` → `1:15`. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const activeIn = (root: HTMLElement): Element | null =>
  (root.getRootNode() as Document | ShadowRoot).activeElement;

/**
 * Moves the focus with the screens and keeps the clock: to the first field of a new round, to the first problem, and to the
 * root when the element that had it has gone. Somebody who works elsewhere on the page is left alone.
 * @param root The element with the props of `getRootProps`.
 */
export function followScreen(root: HTMLElement): ScreenFollower {
  let key = root.dataset.key;
  let wasInside = false;
  let hasSubmitted = false;

  function tick(): void {
    for (const clock of root.querySelectorAll<HTMLElement>(`${partSelector('clock')}[data-since]`))
      clock.textContent = clockText(Date.now() - Number(clock.dataset.since));
  }

  /** Whether a problem has come back for what was just submitted. */
  function hasNewProblem(): boolean {
    const isSending = root.querySelector(`${partSelector('submit')}[aria-disabled]`) !== null;
    if (!hasSubmitted || isSending) return false;
    hasSubmitted = false;
    return root.querySelector('[aria-invalid=true]') !== null;
  }

  function drawn(): void {
    tick();
    const isNew = root.dataset.key !== key;
    key = root.dataset.key;
    const hasProblem = hasNewProblem();
    const { activeElement, body } = root.ownerDocument;
    const isInside = root.contains(activeIn(root));
    // Nobody is taken away from where they work on the rest of the page.
    if (isInside || activeElement === body || activeElement === null) {
      const first = root.querySelector<HTMLElement>('[data-focus]');
      if (first && (isNew || hasProblem)) first.focus();
      else if (isNew && wasInside && !isInside) root.focus();
    }
    wasInside = root.contains(activeIn(root));
  }

  const onFocus = (): void => {
    wasInside = true;
  };
  const onSubmit = (): void => {
    hasSubmitted = true;
  };
  root.addEventListener('focusin', onFocus);
  // Before the form's own handler, which can have the answer checked and drawn at once.
  root.addEventListener('submit', onSubmit, true);
  const timer = setInterval(tick, TICK);
  tick();
  return {
    drawn,
    stop() {
      clearInterval(timer);
      root.removeEventListener('focusin', onFocus);
      root.removeEventListener('submit', onSubmit, true);
    },
  };
}
