import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import App from './frameworks/react.tsx';

/** The programs of docs/screens.md are files here: the types of all are checked, and the one for React is run. */

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/screens.md'), 'utf8');
const FILES = ['bank.ts', 'react.tsx', 'App.vue', 'App.svelte', 'solid.tsx', 'element.ts'];

/** The text of a program, without the indentation of a list. */
const atMargin = (indent: string, code: string): string =>
  code.replaceAll(new RegExp(`^${indent}`, 'gm'), '');

test('every program in the guide for frameworks is one of the files whose types are checked', () => {
  const blocks = [...PAGE.matchAll(/^( *)```(?:tsx?|vue|svelte)\n(.*?)^ *```$/gms)].map(
    ([, indent = '', code = '']) => atMargin(indent, code),
  );
  const files = FILES.map((name) =>
    readFileSync(join(import.meta.dirname, 'frameworks', name), 'utf8')
      // The settings of a project.
      .replace('/** @jsxImportSource solid-js */\n', ''),
  );
  expect(blocks).toEqual(files);
});

test('a server renders the title of the first step, and no form', () => {
  const html = renderToString(createElement(App));
  expect(html).toContain('MX Bank');
  expect(html).not.toContain('<form');
});
