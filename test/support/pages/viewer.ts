/** Stands in for the page of a viewer: keeps what it is sent, in the two ways in which one can be. */
import { createBrowserReceiver, createWebSocketReceiver } from '@statelyai/inspect';

const messages: unknown[] = [];
const server = new URLSearchParams(location.search).get('server');
const receiver = server === null ? createBrowserReceiver() : createWebSocketReceiver({ server });
receiver.subscribe((message) => messages.push(message));
Object.assign(globalThis, { messages });
