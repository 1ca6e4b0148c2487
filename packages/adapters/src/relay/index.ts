/** `@mx-member/adapters/relay`: the port for a page or a worker. It has both halves, the server's and the client's. */
export {
  type ConnectRelayOptions,
  connectRelay,
  createRelay,
  type RefusalReason,
  type RefusedRequest,
  type RelayAuthorization,
  type RelayErrorSource,
  type RelayedCall,
  type RelayOptions,
} from '@mx-member/http/port';
