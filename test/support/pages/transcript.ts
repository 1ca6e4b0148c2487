/** A page with a simulated MX Bank, and the connect screen in React's StrictMode. */

import { createMx } from '@mx-member/adapters/mx';
import { createMemberConnection } from '@mx-member/connect';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import { MemberScreen } from '@mx-member/connect/react';
import { createMxSimulator, DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { created } from '../acts.ts';

const simulator = createMxSimulator();
const mx = createMx({
  clientId: DEFAULT_CLIENT_ID,
  apiKey: DEFAULT_API_KEY,
  environment: new URL('https://mx.example'),
  fetch: (request) => simulator.fetch(request),
});

/** Records what a screen reader says about live regions: text that is new or has changed. */
function listen(said: string[]): void {
  const say = (node: Node): void => {
    const region = (node instanceof Element ? node : node.parentElement)?.closest('[role=status]');
    const text = node.textContent?.trim() ?? '';
    if (region && text !== '') said.push(text);
  };
  new MutationObserver((changes) => {
    for (const { target, type, addedNodes } of changes)
      if (type === 'characterData') say(target);
      else addedNodes.forEach(say);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}

async function show(): Promise<void> {
  const { userGuid } = await mx.createUser();
  const fields = await mx.institutionCredentials({ institutionCode: 'mxbank' });
  const credentials = fields.map(({ guid, type }) => ({
    guid,
    value: type === 'PASSWORD' ? decodeURIComponent(location.hash.slice(1)) : 'mxuser',
  }));
  const made = await mx.createMember({ userGuid, institutionCode: 'mxbank', credentials });
  const connection = createMemberConnection({
    host: createBrowserHost({ port: mx }),
    input: {
      member: made.member,
      job: null,
      act: created(made.reading),
      pacing: { first: 300, spread: 0, busy: 1_000 },
    },
    institution: { code: 'mxbank', name: 'MX Bank' },
  });
  const screen = createElement(MemberScreen, { connection });
  const root = document.body.appendChild(document.createElement('main'));
  createRoot(root).render(createElement(StrictMode, null, screen));
  // A screen reader reads the first content of a page; it does not announce it.
  requestAnimationFrame(() => listen((window as { said?: string[] }).said ?? []));
}

Object.assign(window, { said: [] });
document.addEventListener('DOMContentLoaded', () => void show());
