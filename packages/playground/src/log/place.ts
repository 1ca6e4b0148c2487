/**
 * Keeps the place of a reader in a list that grows at its top. A list that shows its top goes on showing its top. A list that
 * was scrolled down stays where it is.
 * @returns A function to call after the list was drawn.
 */
export function holdPlace(list: Element | null): () => void {
  if (!list || list.scrollTop > 0) return () => {};
  const before = list.firstElementChild;
  list.scrollTop = 1;
  return () => {
    if (list.firstElementChild === before) list.scrollTop = 0;
    // After the frame in which everything is still in its old place.
    else requestAnimationFrame(() => requestAnimationFrame(() => list.scrollTo(0, 0)));
  };
}
