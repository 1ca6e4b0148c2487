/** `@mx-member/adapters/relay`: the port for a page or a worker. It has both halves, the server's and the client's. */
export {
  type AskOptions,
  type ClientOptions,
  connectRelay,
  createRelay,
  type LoginStore,
  type Permission,
  type RelayOptions,
  type RequestHandler,
  type ServedCall,
  type ServerErrorPlace,
} from '@mx-member/http/port';
