import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { BrowserContext, Page } from 'playwright-core';
import { type Mode, scriptOf } from './build.ts';

/** The look of the page around the screen. */
const AROUND = `
  :root { color-scheme: light dark; }
  body { margin: 0; padding: 16px; background: light-dark(#f4f5f7, #0b0c0f); }
  main { display: grid; gap: 16px; justify-items: center; }
`;

/** A page that contains the script of `pages/`. */
export async function htmlOf(name: string, mode: Mode = 'production'): Promise<string> {
  const script = await scriptOf(`${name}.ts`, mode);
  return `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Connect</title><style>${AROUND}</style>
<main><h1>Connect</h1></main><script>${script}</script></html>`;
}

/** Puts it at an address. No server is needed. */
export async function putPage(context: BrowserContext, address: string, name: string) {
  const body = await htmlOf(name);
  await context.route(`${address}**`, (route) => route.fulfill({ contentType: 'text/html', body }));
}

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong, and where. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(await axe);
  return page.evaluate(async () => {
    const { violations } = await (
      globalThis as unknown as { axe: typeof import('axe-core') }
    ).axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

/** The words of the screens on a page that stand on more than one line. */
export const brokenWords = (page: Page): Promise<readonly string[]> =>
  page.locator('[data-screen] [data-part]').evaluateAll((elements) =>
    elements
      .flatMap(({ childNodes }) => [...childNodes])
      .filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
      .flatMap((text) =>
        [...(text.textContent ?? '').matchAll(/\p{L}+/gu)].filter(({ 0: word, index }) => {
          const range = document.createRange();
          range.setStart(text, index);
          range.setEnd(text, index + word.length);
          return new Set([...range.getClientRects()].map(({ top }) => top)).size > 1;
        }),
      )
      .map(String),
  );
