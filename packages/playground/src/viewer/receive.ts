import { type InspectorMessage, readMessage } from './messages.ts';

export interface Receiver {
  readonly onMessage: (message: InspectorMessage) => void;
  /** What the person should know about the connection. */
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
  const { host } = new URL(server); // The rest of the address may hold a token.
  const socket = new WebSocket(server);
  socket.addEventListener('open', () => onStatus(`Connected to ${host}.`));
  socket.addEventListener('close', ({ code, reason }) =>
    onStatus(
      // After a proper end there is nothing to connect to again: a reload would only lose the picture.
      code === 1000
        ? `${reason || 'It has ended.'} What was seen last stays.`
        : `${host} is gone. What was seen last stays; reload to connect again.`,
    ),
  );
  socket.addEventListener('message', ({ data }) => {
    const message = readMessage(parse(data));
    if (message) onMessage(message);
  });
}

/** As a window or frame of a page that inspects. */
function listenToPage(page: Window, { onMessage, onStatus }: Receiver): void {
  window.addEventListener('message', ({ source, data }) => {
    const message = source === page ? readMessage(data) : null;
    if (message) onMessage(message);
  });
  page.postMessage({ type: '@statelyai.connected' }, '*');
  onStatus('Connected to the page that opened this one.');
}

/**
 * Listens to an inspector: at the WebSocket that `?server=ws://…` names, or else the page that opened or frames this one.
 */
export function receive(search: string, receiver: Receiver): void {
  const server = new URLSearchParams(search).get('server');
  const page: Window | null = window.parent === window ? window.opener : window.parent;
  if (server !== null && /^wss?:\/\//.test(server) && URL.canParse(server))
    listenToServer(server, receiver);
  else if (server !== null)
    receiver.onStatus('The address needs ?server=ws:// and a host and port.');
  else if (page) listenToPage(page, receiver);
  else
    receiver.onStatus(
      'Nothing to show yet. Add ?server=ws://localhost:8080 to the address, or let @statelyai/inspect open this page.',
    );
}
