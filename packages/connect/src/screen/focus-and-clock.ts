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

/** Whether somebody who looks at the page sees something of it. */
function isInView(root: HTMLElement): boolean {
  const { top, bottom } = root.getBoundingClientRect();
  return bottom > 0 && top < root.ownerDocument.documentElement.clientHeight;
}

/**
 * Knows whether the screen has the focus, or had it until a drawing removed the element with it. A browser says the same of
 * that element and of a page in which nothing has the focus.
 */
function focusIn(root: HTMLElement) {
  const activeHere = (): Element | null => {
    const { activeElement } = root.getRootNode() as Document | ShadowRoot;
    return root.contains(activeElement) ? activeElement : null;
  };
  let held = activeHere();

  const onFocus = (): void => {
    held = activeHere();
  };
  // A drawing that removes the element has ended by then, and another window leaves the focus in this page as it is.
  const onBlur = (): void =>
    queueMicrotask(() => {
      if (held?.isConnected) held = activeHere();
    });
  root.addEventListener('focusin', onFocus);
  root.addEventListener('focusout', onBlur);
  return {
    isHere: () => activeHere() !== null,
    /** The focus was here, and nothing else has it. */
    isLost(): boolean {
      const { activeElement, body } = root.ownerDocument;
      return held?.isConnected === false && (activeElement === body || activeElement === null);
    },
    stop() {
      root.removeEventListener('focusin', onFocus);
      root.removeEventListener('focusout', onBlur);
    },
  };
}

/**
 * Moves the focus with the screens and keeps the clock: to the first field of a new round, to the first problem, and to the
 * root when the element that had it has gone. It does so only while the screen has the focus, so a person who reads or works
 * elsewhere on the page stays there: the live region says what has come.
 * @param root The element with the props of `getRootProps`.
 */
export function followScreen(root: HTMLElement): ScreenFollower {
  let key = root.dataset.key;
  let hasSubmitted = false;
  const focus = focusIn(root);

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
    const isLost = focus.isLost();
    if (!isLost && !focus.isHere()) return;
    const first = root.querySelector<HTMLElement>('[data-focus]');
    const next = first && (isNew || hasProblem) ? first : isLost ? root : null;
    // A person who has scrolled away reads something else meanwhile.
    next?.focus({ preventScroll: !isInView(root) });
  }

  const onSubmit = (): void => {
    hasSubmitted = true;
  };
  // Before the form's own handler, which can have the answer checked and drawn at once.
  root.addEventListener('submit', onSubmit, true);
  const timer = setInterval(tick, TICK);
  tick();
  return {
    drawn,
    stop() {
      clearInterval(timer);
      focus.stop();
      root.removeEventListener('submit', onSubmit, true);
    },
  };
}
