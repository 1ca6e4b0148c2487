import { once } from 'node:events';
import type { StatelyInspectionEvent } from '@statelyai/inspect';
import type { WebSocket } from 'ws';

/** Collects everything that a socket receives until it closes, and the reason. */
export async function everythingSent(socket: WebSocket) {
  const texts: string[] = [];
  socket.on('message', (data) => texts.push(String(data)));
  const [code] = await once(socket, 'close');
  return { code, messages: texts.map((text) => JSON.parse(text) as StatelyInspectionEvent) };
}
