/** `@mx-member/http/port`: the port of a page. It has both halves, the server's and the client's. */
export type { AskOptions, RequestHandler } from '../context.ts';
export type { ServerErrorPlace } from '../gate.ts';
export type { LoginStore } from '../logins/login-store.ts';
export type { Permission, ServedCall } from '../server.ts';
export type { ClientOptions } from '../web/json-client.ts';
export { connectRelay } from './client.ts';
export { createRelay, type RelayOptions } from './server.ts';
