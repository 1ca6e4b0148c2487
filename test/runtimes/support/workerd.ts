import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The part of Miniflare that is used. Its own types exist only after the tests have installed it. */
interface Miniflare {
  dispatchFetch(url: string, init?: RequestInit): Promise<Response>;
  dispose(): Promise<void>;
}

/** Runs a module worker in workerd. Call `dispose` at the end. */
export function startWorkerd(tools: string, script: string, options: object = {}): Miniflare {
  const require = createRequire(join(tools, 'package.json'));
  const { Miniflare } = require('miniflare') as { Miniflare: new (options: object) => Miniflare };
  return new Miniflare({
    modules: true,
    script,
    compatibilityDate: '2026-07-01',
    ...options,
  });
}
