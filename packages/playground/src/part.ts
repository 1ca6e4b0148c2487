/** A part of the page by its id. @throws {Error} when the page has none: page and script do not fit. */
export function part(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}.`);
  return element;
}
