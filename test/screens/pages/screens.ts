import '@mx-member/connect/element';
import { changing, connections, SCREENS } from '../support/screens.ts';

/**
 * Shows the screens that the address names, one below the other: `#a%20code`. Without a name it shows all.
 * `window.show` gives all of them the view of another screen.
 */
const name = decodeURIComponent(location.hash.slice(1));
const shown = Object.entries(connections())
  .filter(([key]) => name === '' || key === name)
  .map(([, connection]) => changing(connection));
Object.assign(window, {
  show: (next: keyof typeof SCREENS) => {
    for (const { show } of shown) show(SCREENS[next]);
  },
});
document.querySelector('main')?.append(
  ...shown.map(({ connection }) => {
    const element = document.createElement('mx-connect');
    element.connection = connection;
    return element;
  }),
);
