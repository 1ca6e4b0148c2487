import type { MemberConnection } from '@mx-member/connect';
import { MemberScreen } from '@mx-member/connect/react';
import { Activity, createElement, StrictMode, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { GIVEN, lastOf, startApp } from '../support/app.ts';

let mode: 'visible' | 'hidden' = 'visible';
let changed = (): void => {};

function Page({ connection }: { readonly connection: MemberConnection }) {
  const subscribe = (listener: () => void) => {
    changed = listener;
    return () => {};
  };
  const shown = useSyncExternalStore(subscribe, () => mode);
  const props = { connection, ...GIVEN, children: lastOf };
  const children = createElement(MemberScreen, props);
  return createElement(Activity, { mode: shown, children });
}

function set(next: typeof mode): void {
  mode = next;
  changed();
}

startApp((root, connection) => {
  createRoot(root).render(createElement(StrictMode, null, createElement(Page, { connection })));
  return { hide: () => set('hidden'), show: () => set('visible') };
});
