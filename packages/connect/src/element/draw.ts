import type { TemplateResult } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';
import { repeat } from 'lit/directives/repeat.js';
import { html, unsafeStatic } from 'lit/static-html.js';
import type { Props, ScreenNode } from '../index.ts';
import { partSelector } from '../screen/parts.ts';

/** Sets the attributes and handlers that differ from the last drawing. */
class Spread extends Directive {
  #last: Props = {};

  override render(_: Props): void {}

  override update({ element }: ElementPart, [props]: [Props]): void {
    for (const name of Object.keys({ ...this.#last, ...props }))
      if (this.#last[name] !== props[name]) set(element, name, props[name]);
    this.#last = props;
  }
}

function set(element: Element, name: string, value: Props[string]): void {
  if (typeof value === 'function') Reflect.set(element, name, value);
  else if (value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
  // Pages style a part by its name, and a wrong answer by `::part(invalid)`.
  if (name === 'data-part') element.setAttribute('part', String(value));
  if (name === 'aria-invalid') element.part.toggle('invalid', value === 'true');
}

const spread = directive(Spread);

/** Draws the screen's tree with Lit. A new key makes a new element. The page can replace what is said about its data. */
export const draw = (node: ScreenNode): TemplateResult =>
  node.props['data-part'] === 'about'
    ? html`<slot name="about">${elementOf(node)}</slot>`
    : elementOf(node);

function elementOf({ tag, props, children }: ScreenNode): TemplateResult {
  const name = unsafeStatic(tag);
  if (tag === 'input' || tag === 'img') return html`<${name} ${spread(props)}>`;
  // `followScreen` writes the content of such an element: the clock.
  if (children.length === 0) return html`<${name} ${spread(props)}></${name}>`;
  return html`<${name} ${spread(props)}>${repeat(
    children,
    (child) => (typeof child === 'string' ? '' : child.key),
    (child) => (typeof child === 'string' ? child : draw(child)),
  )}</${name}>`;
}

/** Marks a chosen option with the part `checked`. */
export function markChosen(root: ParentNode): void {
  for (const radio of root.querySelectorAll<HTMLInputElement>(partSelector('radio')))
    radio.parentElement?.part.toggle('checked', radio.checked);
}
