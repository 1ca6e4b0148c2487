import { MemberScreen } from '@mx-member/connect/react';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { LANGUAGES } from '../support/languages.ts';
import { connections } from '../support/screens.ts';

/**
 * The plain screens in React, one below the other with their names. The test adds the stylesheet. The address gives
 * the language (`#de`), which has few texts besides the tables of the package.
 */
const language = LANGUAGES[location.hash.slice(1)] ?? LANGUAGES.en;
const { messages, bank, logo } = language ?? {};
document.documentElement.lang = messages?.lang ?? 'en';
const institution = { name: bank ?? 'MX Bank', ...(logo && { logo }) };
document.querySelector('main')?.append(
  ...Object.entries(connections({ institution, ...(messages && { messages }) })).map(
    ([name, connection]) => {
      const figure = document.createElement('figure');
      const caption = document.createElement('figcaption');
      caption.textContent = name;
      const place = document.createElement('div');
      figure.append(caption, place);
      createRoot(place).render(createElement(MemberScreen, { connection }));
      return figure;
    },
  ),
);
