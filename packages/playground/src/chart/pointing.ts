const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

const thingAt = (target: EventTarget | null): SVGGElement | null =>
  target instanceof Element ? target.closest<SVGGElement>('.thing') : null;

/**
 * Reports what is pointed at, by mouse, finger or keyboard. The whole chart is one stop of the Tab key. From there, the arrow
 * keys go from thing to thing.
 * @param show Called with the thing; `null` if nothing is pointed at.
 */
export function followPointing(
  frame: HTMLElement,
  show: (thing: SVGGElement | null) => void,
): void {
  const things = () => [...frame.querySelectorAll<SVGGElement>('.thing')];
  const tell = (event: Event) => show(thingAt(event.target));

  frame.addEventListener('pointerover', tell);
  frame.addEventListener('pointerleave', () => show(thingAt(document.activeElement)));
  frame.addEventListener('focusin', tell);
  frame.addEventListener('focusout', () => show(null));
  frame.addEventListener('keydown', (event) => {
    const all = things();
    const { activeElement } = document;
    const index = activeElement instanceof SVGGElement ? all.indexOf(activeElement) : -1;
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = index === -1 ? 0 : (index + step + all.length) % all.length;
    all[next]?.focus();
  });
}
