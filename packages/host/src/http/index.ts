/** `@mx-member/host/http`: a host over HTTP. It has both halves, the server's and the client's. */
export {
  type CreationClient,
  connectCreations,
} from '@mx-member/http/create';
export {
  type AskOptions,
  type ClientOptions,
  connectDirectory,
  connectHost,
  createHostHandler,
  createMembersHandler,
  type Erased,
  type HostHandlerOptions,
  type InstitutionDirectory,
  type MembersHandlerOptions,
  type NewMemberLimits,
  type Permission,
  type RequestHandler,
  type ServedCall,
  type ServedHost,
  type ServerErrorPlace,
} from '@mx-member/http/host';
export type {
  DirectoryClient,
  InstitutionDetails,
  InstitutionPage,
} from '@mx-member/machine/hosting';
