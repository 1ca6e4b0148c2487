import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Screen } from '../../../examples/own-markup/react/Screen.tsx';
import { startApp } from '../support/app.ts';

startApp((place, connection) => {
  const root = createRoot(place);
  const show = () =>
    root.render(createElement(StrictMode, null, createElement(Screen, { connection })));
  show();
  return { hide: () => root.render(null), show };
});
