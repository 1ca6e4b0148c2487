import type { TestProject } from 'vitest/node';
import { type Installed, install } from './support/install.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What was installed, or why the installation failed. */
    readonly installed: Installed | { readonly problem: string };
  }
}

/** Installs once for all tests in this folder. If it fails, these tests fail, and no others. */
export default async function setup({ provide }: TestProject) {
  try {
    const { remove, ...installed } = await install();
    provide('installed', installed);
    return remove;
  } catch (error) {
    const { message } = Object(error);
    const problem = `The runtimes or the packed packages could not be installed. They come from the npm registry: can it be reached?
${message}`;
    provide('installed', { problem });
    return undefined;
  }
}
