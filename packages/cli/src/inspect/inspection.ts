import { setTimeout } from 'node:timers/promises';
import { inspectMember } from '@mx-member/adapters/inspector';
import { createInspector } from '@statelyai/inspect';
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

/** Shows a lifecycle in a viewer, without secrets and without guids of users and members. */
export async function openInspection(viewer: Viewer): Promise<Inspection> {
  const server = await serveInspection(viewer === 'stately' ? STATELY : viewer);
  const { inspect } = inspectMember(
    (options) => createInspector({ send: server.publish }, options),
    { hideGuids: true },
  );
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
