/** `@mx-member/host/http`: a host over HTTP, the server's half and the client's. */
export {
  type ConnectHostOptions,
  connectHost,
  createHostHandler,
  type HandlerErrorPlace,
  type HostAction,
  type HostAuthorization,
  type HostCall,
  type HostHandlerOptions,
} from '@mx-member/http/host';
