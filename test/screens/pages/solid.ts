import type { ConnectionView } from '@mx-member/connect';
import { MemberScreen } from '@mx-member/connect/solid';
import { type Accessor, createComponent, createMemo, type JSX } from 'solid-js';
import { render } from 'solid-js/web';
import { GIVEN, lastOf, startApp } from '../support/app.ts';

startApp((root, connection) => {
  const children = (view: Accessor<ConnectionView>) =>
    createMemo(() => lastOf(view())) as unknown as JSX.Element;
  const screen = () => createComponent(MemberScreen, { connection, ...GIVEN, children });
  const show = () => render(screen, root);
  let hide = show();
  return {
    hide: () => hide(),
    show() {
      hide = show();
    },
  };
});
