/** `@mx-member/http/host`: a host over HTTP. It has both halves, the server's and the client's. */

export type { AskOptions, RequestHandler } from '../context.ts';
export type { OriginOptions } from '../origin.ts';
export { problemDetails, problemResponse } from '../problems.ts';
export type { HostAction } from './addresses.ts';
export { type ConnectHostOptions, connectHost } from './client.ts';
export type { ErasedUser, ErasingHost, ServedHost } from './erase.ts';
export { createHostHandler } from './handler.ts';
export type {
  HandlerErrorPlace,
  HostAuthorization,
  HostCall,
  HostErasure,
  HostHandlerOptions,
} from './options.ts';
