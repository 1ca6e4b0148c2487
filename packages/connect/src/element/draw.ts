import type { TemplateResult } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';
import { repeat } from 'lit/directives/repeat.js';
import { html, unsafeStatic } from 'lit/static-html.js';
import { type Prop, type Props, partSelector, type ScreenNode } from '../index.ts';

/** Sets what differs from the last drawing: attributes, and handlers by their names in HTML. */
class Spread extends Directive {
  #last: Props = {};

  override render(_: Props): void {}

  override update({ element }: ElementPart, [props]: [Props]): void {
    for (const name of Object.keys({ ...this.#last, ...props }))
      if (this.#last[name] !== props[name]) set(element, name, props[name]);
    this.#last = props;
  }
}

function set(element: Element, name: string, value: Prop): void {
  if (typeof value === 'function') Reflect.set(element, name, value);
  else if (value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
  // What the screen calls it, a page can style, and that it is wrong: `::part(invalid)`.
  if (name === 'data-part') element.setAttribute('part', String(value));
  if (name === 'aria-invalid') element.part.toggle('invalid', value === 'true');
}

const spread = directive(Spread);

/** Draws the screen's tree by Lit: an element with another key is another element. */
export function draw({ tag, props, children }: ScreenNode): TemplateResult {
  const name = unsafeStatic(tag);
  if (tag === 'input' || tag === 'img') return html`<${name} ${spread(props)}>`;
  // What is in it is not drawn here: the clock.
  if (children.length === 0) return html`<${name} ${spread(props)}></${name}>`;
  return html`<${name} ${spread(props)}>${repeat(
    children,
    (child) => (typeof child === 'string' ? '' : child.key),
    (child) => (typeof child === 'string' ? child : draw(child)),
  )}</${name}>`;
}

/** An option that is chosen has a part more: `::part(checked)`. */
export function markChosen(root: ParentNode): void {
  for (const radio of root.querySelectorAll<HTMLInputElement>(partSelector('radio')))
    radio.parentElement?.part.toggle('checked', radio.checked);
}
