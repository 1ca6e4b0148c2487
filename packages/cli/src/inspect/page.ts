import { randomBytes } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import { escapeMarkup } from '../common/escape.ts';

export interface InspectPage {
  readonly headers: OutgoingHttpHeaders;
  readonly html: string;
}

const STYLE = `
  html, body { height: 100%; margin: 0; font: 16px/1.5 system-ui, sans-serif; color-scheme: light dark }
  iframe { display: block; width: 100%; height: 100%; border: 0 }
  p { position: fixed; inset: 0 0 auto; margin: 0; padding: 1rem; text-align: center }
`;

/** A text as a literal in a script of a page. A host name may contain a quote. */
const scriptText = (text: string): string => JSON.stringify(text).replaceAll('<', '\\u003c');

/** The script of the page. The frame gets all messages when it reports that it is ready, also after a reload. */
const script = (origin: string): string => `
  const frame = document.querySelector('iframe');
  const note = document.querySelector('p');
  const messages = [];
  let isReady = false;
  const tell = (message) => frame.contentWindow.postMessage(message, ${origin});
  addEventListener('message', ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== ${origin}) return;
    if (data?.type !== '@statelyai.connected') return;
    isReady = true;
    note.hidden = true;
    messages.forEach(tell);
  });
  new WebSocket(location.href.replace('http', 'ws')).onmessage = ({ data }) => {
    const message = JSON.parse(data);
    messages.push(message);
    if (isReady) tell(message);
  };
`;

/**
 * A page that shows a viewer in a frame, and passes the messages of our server on to the frame.
 *
 * Stately's viewer listens to the window around it and does not open a connection itself. The address of this page has the
 * token, and neither the viewer nor the network learns it.
 * @param viewer The page in the frame, made with `createBrowserReceiver` of `@statelyai/inspect`.
 */
export function inspectPage(viewer: URL, port: number): InspectPage {
  const nonce = randomBytes(16).toString('base64');
  return {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': [
        "default-src 'none'",
        `script-src 'nonce-${nonce}'`,
        `style-src 'nonce-${nonce}'`,
        `frame-src ${viewer.origin}`,
        `connect-src ws://127.0.0.1:${port}`,
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ].join('; '),
    },
    html: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>mx-member in the inspector</title>
<style nonce="${nonce}">${STYLE}</style>
<p role="status">Loading ${escapeMarkup(viewer.host)}. Without internet access, use --inspect-url with a viewer of your own.</p>
<iframe title="Inspector" src="${escapeMarkup(viewer.href)}"></iframe>
<script nonce="${nonce}">${script(scriptText(viewer.origin))}</script>
</html>
`,
  };
}
