/** The page of a viewer: keeps the messages that arrive by either transport. */
import { createBrowserReceiver, createWebSocketReceiver } from '@statelyai/inspect';

const messages: unknown[] = [];
const server = new URLSearchParams(location.search).get('server');
const receiver = server === null ? createBrowserReceiver() : createWebSocketReceiver({ server });
receiver.subscribe((message) => messages.push(message));
Object.assign(globalThis, { messages });
