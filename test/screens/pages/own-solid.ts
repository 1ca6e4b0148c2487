import { createComponent } from 'solid-js';
import { render } from 'solid-js/web';
import { Screen } from '../../../examples/own-markup/solid/Screen.tsx';
import { startApp } from '../support/app.ts';

startApp((root, connection) => {
  const show = () => render(() => createComponent(Screen, { connection }), root);
  let hide = show();
  return {
    hide: () => hide(),
    show() {
      hide = show();
    },
  };
});
