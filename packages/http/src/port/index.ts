/** `@mx-member/http/port`: the port of a page. It has both halves, the server's and the client's. */
export type { AskOptions, RequestHandler } from '../context.ts';
export type { Permission, ServedCall, ServerErrorPlace } from '../server.ts';
export { type ConnectRelayOptions, connectRelay } from './client.ts';
export { createRelay, type RelayOptions } from './server.ts';
