import { startRestate } from 'mx-member-restate-cluster';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The addresses of the Restate server that all test files share. */
    restate: { readonly ingress: string; readonly admin: string; readonly folder: string };
  }
}

/** One server for all files. Each test uses services with its own name. */
export default async function setup(project: TestProject) {
  const { ingress, admin, folder, stop } = await startRestate({ isCompressed: false });
  project.provide('restate', { ingress, admin, folder });
  return stop;
}
