/** `@mx-member/http/host`: a host over HTTP. It has both halves, the server's and the client's. */

export type { AskOptions, RequestHandler } from '../context.ts';
export { connectDirectory, type InstitutionDirectory } from '../directory.ts';
export type { ServerErrorPlace } from '../gate.ts';
export { problemDetails, problemResponse } from '../problems.ts';
export type { Permission, ServedCall } from '../server.ts';
export type { ClientOptions } from '../web/json-client.ts';
export { connectHost } from './client.ts';
export type {
  Erased,
  ServedHost,
} from './erase.ts';
export { createHostHandler, type HostHandlerOptions, type NewMemberLimits } from './handler.ts';
export { createMembersHandler, type MembersHandlerOptions } from './members-handler.ts';
