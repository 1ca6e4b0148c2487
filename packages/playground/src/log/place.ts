/**
 * Lets a list that shows its top show what is new there, and moves nothing that somebody reads: the browser keeps in place what is
 * in sight of a list that was scrolled, and then the list goes back to its top.
 * @returns Call it when the list was drawn.
 */
export function holdPlace(list: Element | null): () => void {
  if (!list || list.scrollTop > 0) return () => {};
  const before = list.firstElementChild;
  list.scrollTop = 1;
  return () => {
    if (list.firstElementChild === before) list.scrollTop = 0;
    // When the frame with everything in its old place was drawn.
    else requestAnimationFrame(() => requestAnimationFrame(() => list.scrollTo(0, 0)));
  };
}
