/** `@mx-member/http/host`: a host over HTTP. It has both halves, the server's and the client's. */

export type { AskOptions, RequestHandler } from '../context.ts';
export { problemDetails, problemResponse } from '../problems.ts';
export type { Permission, ServedCall, ServerErrorPlace } from '../server.ts';
export { type ConnectHostOptions, connectHost } from './client.ts';
export type {
  Erased,
  ServedHost,
} from './erase.ts';
export { createHostHandler, type HostHandlerOptions } from './handler.ts';
