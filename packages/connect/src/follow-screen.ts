/** What a screen does beside its markup: the focus, and the clock. */
export interface ScreenFollower {
  /** Call it after each time that the screen was drawn. */
  drawn(): void;
  stop(): void;
}

const TICK = 1_000;

/** `75_000` → `1:15` */
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
  let wrong = '';
  let wasInside = false;

  function tick(): void {
    for (const clock of root.querySelectorAll<HTMLElement>('[data-part=clock][data-since]'))
      clock.textContent = clockText(Date.now() - Number(clock.dataset.since));
  }

  function drawn(): void {
    tick();
    const { key: now } = root.dataset;
    const isNew = now !== key;
    key = now;
    const { ownerDocument: page } = root;
    const isInside = root.contains(activeIn(root));
    const isNowhere = page.activeElement === page.body || page.activeElement === null;
    const invalid = [...root.querySelectorAll('[aria-invalid=true]')].map(
      ({ id, ariaLabel }) => `${id}${ariaLabel}`,
    );
    const hasNewProblem = invalid.length > 0 && wrong !== String(invalid);
    wrong = String(invalid);
    const first = root.querySelector<HTMLElement>('[data-focus]');
    if (!isInside && !isNowhere) {
      wasInside = false;
      return;
    }
    if (first && (isNew || hasNewProblem)) first.focus();
    else if (isNew && wasInside && !isInside) root.focus();
    wasInside = root.contains(activeIn(root));
  }

  const onFocus = (): void => {
    wasInside = true;
  };
  root.addEventListener('focusin', onFocus);
  const timer = setInterval(tick, TICK);
  tick();
  return {
    drawn,
    stop() {
      clearInterval(timer);
      root.removeEventListener('focusin', onFocus);
    },
  };
}
