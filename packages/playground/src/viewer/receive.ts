import { type InspectorMessage, readMessage } from './messages.ts';

export interface Receiver {
  readonly onMessage: (message: InspectorMessage) => void;
  /** Called with the state of the connection, in words. */
  readonly onStatus: (status: string) => void;
}

const parse = (data: unknown): unknown => {
  try {
    return typeof data === 'string' ? JSON.parse(data) : null;
  } catch {
    return null;
  }
};

function listenToServer(server: string, { onMessage, onStatus }: Receiver): void {
  const { host } = new URL(server); // The rest of the address may contain a token.
  const socket = new WebSocket(server);
  let wasOpen = false;
  socket.addEventListener('open', () => {
    wasOpen = true;
    onStatus(`Connected to ${host}.`);
  });
  socket.addEventListener('close', ({ code, reason }) =>
    onStatus(
      // After a clean end a reload would only lose the chart, because nothing is left to connect to.
      !wasOpen
        ? `Nothing answers at ${host}. An inspector ends with its program: start the program again, and open this page while it runs.`
        : code === 1000
          ? `${reason || 'The connection has ended.'} The chart shows the last state.`
          : `Lost the connection to ${host}. The chart shows the last state. Reload to connect again.`,
    ),
  );
  socket.addEventListener('message', ({ data }) => {
    const message = readMessage(parse(data));
    if (message) onMessage(message);
  });
}

/** Listens to the page that has opened or framed this one. */
function listenToPage(page: Window, { onMessage, onStatus }: Receiver): void {
  window.addEventListener('message', ({ source, data }) => {
    const message = source === page ? readMessage(data) : null;
    if (message) onMessage(message);
  });
  page.postMessage({ type: '@statelyai.connected' }, '*');
  onStatus('Connected to the page that opened this one.');
}

/**
 * Listens to an inspector: at the WebSocket of `?server=ws://…`, or else at the page that has opened or framed this one.
 */
export function receive(search: string, receiver: Receiver): void {
  const server = new URLSearchParams(search).get('server');
  const page: Window | null = window.parent === window ? window.opener : window.parent;
  if (server !== null && /^wss?:\/\//.test(server) && URL.canParse(server))
    listenToServer(server, receiver);
  else if (server !== null)
    receiver.onStatus('The address needs ?server=ws://, followed by a host and a port.');
  else if (page) listenToPage(page, receiver);
  else
    receiver.onStatus(
      'Nothing to show. Add ?server=ws://localhost:8080 to the address, or open this page with @statelyai/inspect.',
    );
}
