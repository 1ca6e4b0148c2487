import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import App from './frameworks/react.tsx';

test('a server renders the title of the first step, and no form', () => {
  const html = renderToString(createElement(App));
  expect(html).toContain('MX Bank');
  expect(html).not.toContain('<form');
});
