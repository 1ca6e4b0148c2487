import { setTimeout } from 'node:timers/promises';
import { inspectMember } from '@mx-member/adapters/inspector';
import { createInspector } from '@statelyai/inspect';
import { serveInspection } from './server.ts';

/** Stately's own, to which `@statelyai/inspect` leads by itself. */
const STATELY = new URL('https://stately.ai/inspect');

/** Where a lifecycle is watched: Stately's own viewer, or another that takes `?server=ws://…`. */
export type Viewer = 'stately' | URL;

/** A lifecycle that can be watched. */
export interface Inspection {
  /** For `createActor`. */
  readonly inspect: ReturnType<typeof createInspector>['inspect'];
  /** What to open in a browser. */
  readonly address: string;
  /** Whether somebody has opened it. */
  readonly isWatched: boolean;
  /** Waits until somebody has, unless the signal aborts. */
  watched(signal: AbortSignal): Promise<void>;
  /** Ends when all that has happened is sent. */
  close(): Promise<void>;
}

/** Makes a lifecycle visible, without secrets and guids of users and members: in Stately's viewer, or in another. */
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
      await setTimeout(0); // The inspector tells each thing a moment after it has happened.
      await server.close();
    },
  };
}

/** A viewer that opens the connection itself finds the server in its address. */
function withServer(viewer: URL, { href }: URL): URL {
  const address = new URL(viewer);
  address.searchParams.set('server', href.replace(/^http/, 'ws'));
  return address;
}
