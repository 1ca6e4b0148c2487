import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMemberConnection } from '@mx-member/connect';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import { EN } from '@mx-member/connect/messages/en';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, expect, test, vi } from 'vitest';
import { created } from '../support/acts.ts';
import { Bank, memberOf } from '../support/bank.ts';
import { messages } from './guide/messages.ts';
import { OwnScreen } from './guide/own-screen.tsx';
import type * as GuidePage from './pages/guide-server.ts';
import { importForServer } from './support/build.ts';
import { SCREENS, still } from './support/screens.ts';

const GUIDE = ['docs/connect.md', 'docs/looks.md']
  .map((name) => readFileSync(join(import.meta.dirname, '../..', name), 'utf8'))
  .join('\n');
const FOLDERS = ['guide', 'frameworks'].map((name) => join(import.meta.dirname, name));

afterEach(() => vi.unstubAllGlobals());

const connection = createMemberConnection({
  host: createBrowserHost({ port: new Bank() }),
  input: { member: memberOf(1), job: 'aggregate' },
  institution: { name: 'MX Bank' },
});

test('every program in the guide is one of the files that are tested here', () => {
  const blocks = [...GUIDE.matchAll(/^( *)```(?:tsx?|vue|svelte)\n(.*?)^ *```$/gms)].map(
    // A program in a list is indented.
    ([, indent = '', code = '']) => code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(folder).map((name) =>
      // The settings of a project.
      readFileSync(join(folder, name), 'utf8').replace('/** @jsxImportSource solid-js */\n', ''),
    ),
  );
  expect(blocks.toSorted()).toEqual(files.toSorted());
});

test('the first one shows the screen of a new member', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ member: memberOf(1), act: created({}) }));
  const { Connect } = await import('./guide/connect.tsx');
  expect(renderToString(createElement(Connect))).toContain('Connecting to MX Bank');
});

test('markup of one’s own in React shows questions, each with its field', () => {
  const shown = still(SCREENS['a code']);
  const html = renderToString(createElement(OwnScreen, { connection: shown }));
  for (const text of ['Enter your code', 'Enter the code', 'one-time-code', 'Cancel'])
    expect(html).toContain(text);
});

test('the samples of Vue and Svelte show the whole screen, and markup of one’s own', async () => {
  const { rendered } = (await importForServer('guide-server.ts')) as typeof GuidePage;
  const { vue, svelte } = await rendered(connection);
  for (const html of [vue, svelte]) expect(html.match(/data-part="root"/g)).toHaveLength(2);
});

test('texts are replaced by keys that there are', () => {
  expect(Object.keys(EN)).toEqual(expect.arrayContaining(Object.keys(messages)));
});
