/**
 * The page in the frame: a connect screen in StrictMode, in an `<Activity>` that the page around it hides and
 * shows. The page around it also provides time and network.
 */
import { connectRelay } from '@mx-member/adapters/relay';
import { createMemberConnection } from '@mx-member/connect';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import { MemberScreen } from '@mx-member/connect/react';
import { Activity, createElement, StrictMode, useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { App, Mode, World } from './connect-types.ts';

const { input, mode: first, enter } = (parent as unknown as { readonly world: World }).world;
const fetch = enter(window);

const connection = createMemberConnection({
  host: createBrowserHost({
    port: connectRelay({ url: '/mx', fetch }),
    storage: () => sessionStorage,
  }),
  input,
});

function Page() {
  const [mode, setMode] = useState<Mode>(first);
  const app: App = { connection, show: (next) => flushSync(() => setMode(next)) };
  Object.assign(window, { app });
  const props = { mode, children: createElement(MemberScreen, { connection }) };
  return createElement(Activity, props);
}

// The script is in the head, so the body does not exist yet.
addEventListener('DOMContentLoaded', () => {
  const root = createRoot(document.body.appendChild(document.createElement('main')));
  root.render(createElement(StrictMode, null, createElement(Page)));
});
