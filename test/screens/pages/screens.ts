import '@mx-member/connect/element';
import { SCREENS, still } from '../support/screens.ts';

/** Shows the screens that the address names, one below the other: `#a%20code`. Without a name it shows all. */
const name = decodeURIComponent(location.hash.slice(1));
const shown = Object.entries(SCREENS).filter(([key]) => name === '' || key === name);
document.querySelector('main')?.append(
  ...shown.map(([, view]) => {
    const element = document.createElement('mx-connect');
    element.connection = still(view);
    return element;
  }),
);
