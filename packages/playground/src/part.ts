/** The part of the page with this id. @throws {Error} if the page does not have it, because page and script do not match. */
export function part(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}.`);
  return element;
}
