export { type ConnectRelayOptions, connectRelay } from './client.ts';
export { createRelay, type RelayOptions } from './server.ts';
