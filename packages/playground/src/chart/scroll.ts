const MARGIN = 24;

/** Scrolls a frame, and nothing around it, so that the active state is visible. */
export function showActive(frame: HTMLElement): void {
  const active = [...frame.querySelectorAll('.state.active')].at(-1);
  if (!active) return;
  const [inner, outer] = [active.getBoundingClientRect(), frame.getBoundingClientRect()];
  const isSeen =
    inner.left >= outer.left &&
    inner.right <= outer.right &&
    inner.top >= outer.top &&
    inner.bottom <= outer.bottom;
  if (isSeen) return;
  frame.scrollBy({
    left: inner.left - outer.left - (outer.width - inner.width) / 2,
    top: inner.top - outer.top - MARGIN,
  });
}
