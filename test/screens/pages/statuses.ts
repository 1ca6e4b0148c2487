import '@mx-member/connect/element';
import { reported, restingScreens } from '../support/statuses.ts';

/** Opens a member in each of MX's statuses, side by side. `window.reported` has what was started or reported. */
Object.assign(window, { reported });
const style = document.createElement('style');
style.textContent =
  'main { grid-template-columns: minmax(0, 1fr) } figure { margin: 0; inline-size: 27rem; max-inline-size: 100% } figcaption { font: 600 0.875rem monospace; padding-block: 0.5rem }';
document.head.append(style);
document.querySelector('main')?.append(
  ...restingScreens().map(([status, connection]) => {
    const figure = document.createElement('figure');
    const caption = document.createElement('figcaption');
    caption.textContent = status;
    const element = document.createElement('mx-connect');
    element.connection = connection;
    for (const type of ['connected', 'failed', 'stopped'] as const)
      element.addEventListener(type, () => reported.push(`${status} ${type}`));
    figure.append(caption, element);
    return figure;
  }),
);
