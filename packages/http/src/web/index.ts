/** `@mx-member/http/web`: what every client and server here needs. */
export { baseUrl, pageUrl } from './base-url.ts';
export { basicAuth, isSameSecret } from './basic.ts';
export { isJson, parseJson, readText, TooLongError } from './body.ts';
export { faultOfStatus } from './faults.ts';
export { badHeader, invalidHeaders, isHeaderError } from './headers.ts';
export {
  type ClientOptions,
  createJsonClient,
  type JsonCall,
  type JsonReply,
} from './json-client.ts';
export { isOwnHost } from './own-host.ts';
export { retryAfterOf, retryAfterValue } from './retry-after.ts';
export { TimeoutError, withTimeout } from './timeout.ts';
export { createTransport, type SendOptions, type TransportOptions } from './transport.ts';
export { createWindow, type SlidingWindow } from './window.ts';
