import { type HINTS, partSelector } from './parts.ts';

/** Moves the focus and runs the clock of a screen. */
export interface ScreenFollower {
  /** Call this after each drawing of the screen. */
  drawn(): void;
  /** Stops the clock and no longer moves the focus. */
  stop(): void;
}

const TICK = 1_000;

/** A time in ms as minutes and seconds: `75_000` → `1:15`. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Whether a part of the screen is visible in the window. */
function isInView(root: HTMLElement): boolean {
  const { top, bottom } = root.getBoundingClientRect();
  return bottom > 0 && top < root.ownerDocument.documentElement.clientHeight;
}

/**
 * Knows whether the screen has the focus, or had it until a drawing removed the focused element. The browser alone does not
 * tell: after that removal it looks as if nothing ever had the focus.
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
  // By then a drawing that removed the element has ended. Switching to another window does not change the focus in this page.
  const onBlur = (): void =>
    queueMicrotask(() => {
      if (held?.isConnected) held = activeHere();
    });
  root.addEventListener('focusin', onFocus);
  root.addEventListener('focusout', onBlur);
  return {
    isHere: () => activeHere() !== null,
    /** Whether the focus was in the screen and nothing else has it now. */
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
 * Keeps what a person has typed in fields that are not secret, such as a username, while the form is emptied and shown again. It
 * is kept in this page only, for as long as the screen is shown.
 */
function keptIn(root: HTMLElement) {
  const values = new Map<string | undefined, string>();
  const filled = new WeakSet<Element>();
  const fields = () => root.querySelectorAll<HTMLInputElement>('[data-keep]');
  return {
    keep(): void {
      for (const { dataset, value } of fields()) values.set(dataset.guid, value);
    },
    /** Fills in each new field once, so that a person can empty it. */
    fill(): void {
      for (const field of fields()) {
        if (!filled.has(field) && field.value === '')
          field.value = values.get(field.dataset.guid) ?? '';
        filled.add(field);
      }
    },
    empty(): void {
      for (const field of fields()) filled.delete(field);
    },
  };
}

/** Shows above the next field what the person chose, such as where the code goes. Like a username it is kept in this page only. */
function choiceIn(root: HTMLElement) {
  let chosen: string | null = null;
  return {
    /** Keeps the words of the only choice of the round. A code that is entered keeps the choice before. */
    keep(): void {
      const [radio, other] = root.querySelectorAll(`${partSelector('radio')}:checked`);
      if (!radio) return;
      const words = radio.parentElement?.querySelector(partSelector('optionText'))?.textContent;
      chosen = other ? null : (words ?? null);
    },
    show(): void {
      const { screen } = root.dataset;
      if (screen !== 'questions' && screen !== 'busy') chosen = null;
      const line = root.querySelector<HTMLElement>(partSelector('chosen'));
      if (!line) return;
      line.hidden = !chosen;
      // The option has a direction of its own.
      line.textContent = chosen ? `${line.dataset.words} \u2068${chosen}\u2069` : '';
    },
  };
}

/** Shows a hint while Caps Lock is on in a password, and after a field that was left with a space before or after its text. */
function hintIn(root: HTMLElement) {
  function show({ target }: Event, name: (typeof HINTS)[number], isSo: boolean): void {
    const hint = (target as HTMLElement)
      .closest(partSelector('question'))
      ?.querySelector<HTMLElement>(`[data-hint="${name}"]`);
    if (hint) hint.hidden = !isSo;
  }
  const onKey = (event: KeyboardEvent): void => {
    const isPassword = (event.target as HTMLElement).matches('[type=password]');
    show(event, 'capsLock', isPassword && event.getModifierState('CapsLock'));
  };
  const onLeave = (event: Event): void => {
    const { value = '' } = event.target as HTMLInputElement;
    show(event, 'capsLock', false);
    show(event, 'space', value !== value.trim());
  };
  root.addEventListener('keyup', onKey);
  root.addEventListener('focusout', onLeave);
  return {
    stop() {
      root.removeEventListener('keyup', onKey);
      root.removeEventListener('focusout', onLeave);
    },
  };
}

/**
 * Moves the focus, runs the clock, keeps the username of a login form that is shown again, and shows the hints of its fields, what
 * the person chose in the round before, and what helps if a code does not come. The
 * focus goes to the first field of a new round, to the first problem, to "No, go on" of the question whether to stop, or to the root
 * if the focused element was removed. It moves only while the screen has the focus. A person who works elsewhere on the page
 * is not interrupted, because the live region announces what has changed. Escape is "No, go on".
 * @param root The element of the root of `screenOf`.
 */
export function followScreen(root: HTMLElement): ScreenFollower {
  let key = root.dataset.key;
  let hasSubmitted = false;
  const focus = focusIn(root);
  const kept = keptIn(root);
  const hints = hintIn(root);
  const choice = choiceIn(root);

  /** Whoever has typed something has the code. */
  function showLate(): void {
    const fields = root.querySelectorAll<HTMLInputElement>(partSelector('field'));
    if ([...fields].some(({ value }) => value !== '')) return;
    for (const late of root.querySelectorAll<HTMLElement>('[data-late][hidden]'))
      if (Date.now() >= Number(late.dataset.late)) late.hidden = false;
  }

  function tick(): void {
    showLate();
    for (const clock of root.querySelectorAll<HTMLElement>(`${partSelector('clock')}[data-since]`))
      clock.textContent = clockText(Date.now() - Number(clock.dataset.since));
  }

  /** Whether the answers that were just submitted have a problem. */
  function hasNewProblem(): boolean {
    const isSending = root.querySelector(`${partSelector('submit')}[aria-disabled]`) !== null;
    if (!hasSubmitted || isSending) return false;
    hasSubmitted = false;
    return root.querySelector('[aria-invalid=true]') !== null;
  }

  function drawn(): void {
    tick();
    kept.fill();
    choice.show();
    const isNew = root.dataset.key !== key;
    key = root.dataset.key;
    const hasProblem = hasNewProblem();
    const isLost = focus.isLost();
    if (!isLost && !focus.isHere()) return;
    const first = root.querySelector<HTMLElement>('[data-focus]');
    const next = first && (isNew || hasProblem) ? first : isLost ? root : null;
    // A person who has scrolled away is reading something else.
    next?.focus({ preventScroll: !isInView(root) });
  }

  const onSubmit = (): void => {
    hasSubmitted = true;
    kept.keep();
    choice.keep();
  };
  const onKey = (event: KeyboardEvent): void => {
    const keep = event.key === 'Escape' && root.querySelector<HTMLElement>(partSelector('keep'));
    if (!keep) return;
    // A dialog around the screen stays open.
    event.preventDefault();
    event.stopPropagation();
    keep.click();
  };
  root.addEventListener('keydown', onKey);
  // This runs before the handler of the form, which can draw a problem at once.
  root.addEventListener('submit', onSubmit, true);
  root.addEventListener('reset', kept.empty, true);
  const timer = setInterval(tick, TICK);
  tick();
  return {
    drawn,
    stop() {
      clearInterval(timer);
      focus.stop();
      hints.stop();
      root.removeEventListener('keydown', onKey);
      root.removeEventListener('submit', onSubmit, true);
      root.removeEventListener('reset', kept.empty, true);
    },
  };
}
