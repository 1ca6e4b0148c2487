/** `@mx-member/adapters/relay`: the port for a page or a worker. It has both halves, the server's and the client's. */
export {
  type AskOptions,
  type ConnectRelayOptions,
  connectRelay,
  createRelay,
  type OriginOptions,
  type RefusalReason,
  type RefusedRequest,
  type RelayAuthorization,
  type RelayErrorSource,
  type RelayedCall,
  type RelayOptions,
  type RequestHandler,
} from '@mx-member/http/port';
