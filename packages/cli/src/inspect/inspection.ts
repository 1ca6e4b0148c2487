import { setTimeout } from 'node:timers/promises';
import { inspectMember } from '@mx-member/adapters/inspector';
import type { createInspector } from '@statelyai/inspect';
import { CliError } from '../common/errors.ts';
import { serveInspection } from './server.ts';

/** Stately's viewer, the default of `@statelyai/inspect`. */
const STATELY = new URL('https://stately.ai/inspect');

/** Where a lifecycle is shown: in Stately's viewer, or in another viewer that takes `?server=ws://…`. */
export type Viewer = 'stately' | URL;

/** A lifecycle that can be watched. */
export interface Inspection {
  /** The `inspect` option of `createActor`. */
  readonly inspect: ReturnType<typeof createInspector>['inspect'];
  /** The address to open in a browser. */
  readonly address: string;
  /** Whether somebody has opened it. */
  readonly isWatched: boolean;
  /** Waits until somebody has opened it, or until the signal aborts. */
  watched(signal: AbortSignal): Promise<void>;
  /** Resolves after everything was sent. */
  close(): Promise<void>;
}

/** Loads Stately's inspector. It is optional, because it brings eight packages, and most runs show no inspector. */
async function loadInspector(): Promise<typeof createInspector> {
  try {
    return (await import('@statelyai/inspect')).createInspector;
  } catch (error) {
    if (Object(error).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new CliError(
      '--inspect needs the package @statelyai/inspect. With npx: npx --package mx-member --package @statelyai/inspect mx-member connect --inspect. Otherwise: npm install --global @statelyai/inspect. In a clone of the repository: npx --yes pnpm@12 install.',
    );
  }
}

/**
 * Shows a lifecycle in a viewer, without secrets and without guids of users and members.
 * @throws {CliError} without `@statelyai/inspect`.
 */
export async function openInspection(viewer: Viewer): Promise<Inspection> {
  const inspector = await loadInspector();
  const server = await serveInspection(viewer === 'stately' ? STATELY : viewer);
  const { inspect } = inspectMember((options) => inspector({ send: server.publish }, options), {
    hideGuids: true,
  });
  return {
    inspect,
    address: viewer === 'stately' ? server.url.href : withServer(viewer, server.url).href,
    get isWatched() {
      return server.isWatched;
    },
    watched: server.watched,
    async close() {
      await setTimeout(0); // The inspector sends each event a moment later.
      await server.close();
    },
  };
}

/** Adds the server to the address of a viewer, so that the viewer can connect to it. */
function withServer(viewer: URL, { href }: URL): URL {
  const address = new URL(viewer);
  address.searchParams.set('server', href.replace(/^http/, 'ws'));
  return address;
}
