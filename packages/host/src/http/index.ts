/** `@mx-member/host/http`: a host over HTTP. It has both halves, the server's and the client's. */
export {
  type CreationAuthorization,
  type CreationCall,
  type CreationClient,
  type CreationHandlerOptions,
  type CreationRequest,
  connectCreations,
  createCreationHandler,
} from '@mx-member/http/create';
export {
  type AskOptions,
  type ConnectHostOptions,
  connectHost,
  createHostHandler,
  type ErasedUser,
  type ErasingHost,
  type HandlerErrorPlace,
  type HostAction,
  type HostAuthorization,
  type HostCall,
  type HostErasure,
  type HostHandlerOptions,
  type OriginOptions,
  type RequestHandler,
  type ServedHost,
} from '@mx-member/http/host';
export { createMembersHandler, type MembersHandlerOptions, type UserOf } from './members.ts';
