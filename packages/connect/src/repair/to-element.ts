import type { ScreenNode } from '../screen/parts.ts';

/** Turns a tree into elements, for a page without a framework: `list.append(toElement(healthRow(health, { name })))`. */
export function toElement({ tag, props, children }: ScreenNode): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') Reflect.set(element, name, value);
    else if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(
    ...children.map((child) => (typeof child === 'string' ? child : toElement(child))),
  );
  return element;
}
