/** `@mx-member/host/http`: a host over HTTP. It has both halves, the server's and the client's. */
export {
  type CreationClient,
  connectCreations,
} from '@mx-member/http/create';
export {
  type AskOptions,
  type ClientOptions,
  connectHost,
  createHostHandler,
  type Erased,
  type HostHandlerOptions,
  type Permission,
  type RequestHandler,
  type ServedCall,
  type ServedHost,
  type ServerErrorPlace,
} from '@mx-member/http/host';
export {
  createMembersHandler,
  type MembersHandlerOptions,
} from './members.ts';
