import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { isLoopback } from '../common/mx-keys.ts';
import { inspectPage } from './page.ts';

/** A viewer that falls this many bytes behind is disconnected. */
const MAX_WAITING = 16 * 1024 * 1024;
/** How long a viewer has to close its connection, in ms. */
const FAREWELL = 1_000;

/** Sends messages to every viewer. A viewer that connects late also gets the earlier ones. */
export interface InspectServer {
  /** The address of the page, with a token. The same address serves the messages by WebSocket. */
  readonly url: URL;
  /** Whether a viewer has connected. */
  readonly isWatched: boolean;
  publish(message: InspectionMessage): void;
  /** Waits for the first viewer, or until the signal aborts. */
  watched(signal: AbortSignal): Promise<void>;
  /** Resolves after the viewers have received everything. */
  close(): Promise<void>;
}

/** Whether this origin may connect. A browser always sends the origin of its page, so a caller without one is not a browser. */
const mayWatch = (origin: string | undefined, viewer: URL): boolean =>
  origin === undefined ||
  origin === viewer.origin ||
  (URL.canParse(origin) && isLoopback(new URL(origin)));

function refuse(socket: Duplex, status: '403 Forbidden' | '404 Not Found') {
  socket.on('error', () => {}); // The caller has disconnected.
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/**
 * Serves the inspector on a free port of 127.0.0.1. A caller needs the token. A page must come from the viewer's origin or
 * from this computer. Messages from a viewer are ignored.
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
  const { port } = http.address() as AddressInfo; // Always an AddressInfo, because the server listens on a port.

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

/** How many messages are kept for viewers that connect late. A reading causes about ten. */
const MAX_KEPT = 1_000;

/** The parts of an inspector message that are used here. */
export interface InspectionMessage {
  readonly type: string;
  readonly parentId?: string | undefined;
}

/** Keeps the last messages for viewers that connect late. The message that describes the machine is always kept. */
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
