import { MemberScreen } from '@mx-member/connect/solid';
import { createComponent } from 'solid-js';
import { render } from 'solid-js/web';
import { startApp } from '../support/app.ts';

startApp((root, connection) => {
  const show = () => render(() => createComponent(MemberScreen, { connection }), root);
  let hide = show();
  return {
    hide: () => hide(),
    show() {
      hide = show();
    },
  };
});
