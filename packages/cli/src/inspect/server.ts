import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { isLoopback } from '../common/mx-keys.ts';
import { inspectPage } from './page.ts';

/** A viewer that lets so many bytes wait does not read. */
const MAX_WAITING = 16 * 1024 * 1024;
/** How long a viewer has to say goodbye, in ms. */
const FAREWELL = 1_000;

/** Tells all who watch what happens, and who comes late what was before. */
export interface InspectServer {
  /** The page that shows the viewer; the messages are at the same address by WebSocket. It holds a token. */
  readonly url: URL;
  /** Whether a viewer has come. */
  readonly isWatched: boolean;
  publish(message: InspectionMessage): void;
  /** Waits for the first viewer, unless the signal aborts. */
  watched(signal: AbortSignal): Promise<void>;
  /** Ends when the viewers have what is on its way. */
  close(): Promise<void>;
}

/** Every browser says where a page that opens a WebSocket comes from, so what says nothing is no browser. */
const mayWatch = (origin: string | undefined, viewer: URL): boolean =>
  origin === undefined ||
  origin === viewer.origin ||
  (URL.canParse(origin) && isLoopback(new URL(origin)));

function refuse(socket: Duplex, status: '403 Forbidden' | '404 Not Found') {
  socket.on('error', () => {}); // It has gone by itself.
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/**
 * Serves inspection on a free port of 127.0.0.1, to who knows the token and, if it is a page, comes from the viewer's
 * origin or this machine. Nothing that a viewer sends is listened to.
 */
export async function serveInspection(viewer: URL): Promise<InspectServer> {
  const path = `/${randomBytes(16).toString('base64url')}`;
  const backlog = createBacklog();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1_024 });
  let isWatched = false;
  sockets.on('connection', (socket: WebSocket) => {
    isWatched = true;
    socket.on('error', () => socket.terminate());
    for (const text of backlog.all()) socket.send(text);
  });

  const http = createServer((request, response) => {
    if (request.url !== path) return response.writeHead(404).end();
    const { headers, html } = inspectPage(viewer, port);
    return response.writeHead(200, headers).end(html);
  });
  http.on('upgrade', (request, socket, head) => {
    if (request.url !== path) return refuse(socket, '404 Not Found');
    if (!mayWatch(request.headers.origin, viewer)) return refuse(socket, '403 Forbidden');
    sockets.handleUpgrade(request, socket, head, (ready) => sockets.emit('connection', ready));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo; // Of a server that listens on a port.

  return {
    url: new URL(`http://127.0.0.1:${port}${path}`),
    get isWatched() {
      return isWatched;
    },
    publish(message) {
      const text = JSON.stringify(message);
      backlog.add(message, text);
      for (const socket of sockets.clients) {
        if (socket.bufferedAmount > MAX_WAITING) socket.terminate();
        else if (socket.readyState === socket.OPEN) socket.send(text);
      }
    },
    async watched(signal) {
      if (!isWatched) await once(sockets, 'connection', { signal }).catch(() => {});
    },
    async close() {
      const open = [...sockets.clients];
      const gone = open.map((socket) => once(socket, 'close'));
      for (const socket of open) socket.close(1000, 'The lifecycle has ended.');
      const patience = setTimeout(() => open.map((socket) => socket.terminate()), FAREWELL);
      await Promise.all(gone);
      clearTimeout(patience);
      const closed = once(http, 'close');
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
}

/** How many messages a viewer that comes late receives; a reading makes about ten. */
const MAX_KEPT = 1_000;

/** A message of the inspector, as far as it matters here. */
export interface InspectionMessage {
  readonly type: string;
  readonly parentId?: string | undefined;
}

/** What a viewer that comes late has missed, in order and bounded: it forgets the oldest, but never the machine. */
export function createBacklog(most = MAX_KEPT) {
  const machines: string[] = [];
  const recent: string[] = [];
  return {
    add({ type, parentId }: InspectionMessage, text: string): void {
      if (type === '@xstate.actor' && parentId === undefined) machines.push(text);
      else if (recent.push(text) > most) recent.shift();
    },
    all: (): readonly string[] => [...machines, ...recent],
  };
}
