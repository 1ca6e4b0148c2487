import {
  type ConnectionView,
  findPart,
  type MemberConnection,
  type Part,
  type ScreenNode,
  type ScreenOptions,
  screenOf,
} from '@mx-member/connect';
import { elementsOf, partsOf } from './still-screen.ts';

/** The text of an element. */
export const textOf = ({ children }: ScreenNode): string =>
  children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');

/** What a screen says, and what a person can press, read from its tree. */
export function shown(connection: MemberConnection, options: ScreenOptions = {}) {
  const root = screenOf(connection, options);
  const texts = (part: Part) => partsOf(elementsOf(root), part).map(textOf);
  const view: ConnectionView = options.view ?? connection.getView();
  return {
    root,
    view,
    screen: root.props['data-screen'],
    key: root.props['data-key'],
    title: texts('title')[0],
    details: texts('detail'),
    labels: texts('label'),
    problems: texts('problem'),
    /** The text of each button below the status, by its part. */
    buttons: Object.fromEntries(
      elementsOf(root)
        .filter(({ tag, props }) => tag === 'button' && props['data-part'] !== 'reveal')
        .map((node) => [String(node.props['data-part']), textOf(node)]),
    ),
    press(part: Part): void {
      const onclick = findPart(root, part)?.props.onclick;
      if (typeof onclick !== 'function') throw new Error(`The screen has no button ${part}.`);
      onclick(new Event('click'));
    },
  };
}
