/** `@mx-member/http/port`: the port of a page. It has both halves, the server's and the client's. */
export { type ConnectRelayOptions, connectRelay } from './client.ts';
export type {
  RefusalReason,
  RefusedRequest,
  RelayAuthorization,
  RelayErrorSource,
  RelayedCall,
  RelayOptions,
} from './options.ts';
export { createRelay } from './server.ts';
