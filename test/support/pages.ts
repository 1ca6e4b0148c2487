import { fileURLToPath } from 'node:url';
import type { StatelyInspectionEvent } from '@statelyai/inspect';
import { build } from 'esbuild';
import type { BrowserContext, Frame } from 'playwright-core';

type PageName = 'viewer' | 'inspected' | 'react' | 'transcript';

/** A page of `pages/`, with its script included. */
export async function pageOf(
  name: PageName,
  mode: 'development' | 'production' = 'production',
): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`./pages/${name}.ts`, import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    conditions: ['@mx-member/source'],
    define: { 'process.env.NODE_ENV': JSON.stringify(mode) },
  });
  return `<!doctype html><title>${name}</title><script>${outputFiles[0]?.text}</script>`;
}

/** Puts a page at an address, for all windows of a browser. No server is needed. */
export async function putPage(
  context: BrowserContext,
  address: string,
  name: PageName,
  mode?: 'development' | 'production',
) {
  const body = await pageOf(name, mode);
  await context.route(address, (route) => route.fulfill({ contentType: 'text/html', body }));
}

/** The messages that a viewer received, until a lifecycle connected. */
export async function messagesIn(viewer: Frame): Promise<readonly StatelyInspectionEvent[]> {
  await viewer.waitForFunction(
    `messages.some(({ type, snapshot }) => type === '@xstate.snapshot' && snapshot.value === 'connected')`,
  );
  return viewer.evaluate<readonly StatelyInspectionEvent[]>('messages');
}
