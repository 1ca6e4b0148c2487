import { rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { hasChromium } from '../support/chromium.ts';
import { buildPlayground } from './support/build.ts';
import { serveFolder } from './support/serve.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the built playground is: a folder, and its address somewhere below the root of a server. */
    readonly playground: { readonly folder: string; readonly url: string };
  }
}

/** Builds the playground once and serves it; the viewer too where its tests run. */
export default async function setup({ provide, config }: TestProject) {
  if (!hasChromium) return undefined;
  const folder = await buildPlayground(
    config.env.EVERYWHERE ? ['production', 'extras', 'viewer'] : ['production', 'extras'],
  );
  const { url, close } = await serveFolder(folder, '/some/where/');
  provide('playground', { folder, url });
  return async () => {
    await close();
    await rm(folder, { recursive: true });
  };
}
