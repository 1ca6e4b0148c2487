/** `@mx-member/http/web`: what every client and server here needs. */
export { baseUrl } from './base-url.ts';
export { basicAuth, isSameSecret } from './basic.ts';
export { isJson, parseJson, readText, TooLongError } from './body.ts';
export { faultOfStatus } from './faults.ts';
export {
  badHeader,
  invalidHeaders,
} from './headers.ts';
export { JOB_PATHS } from './job-paths.ts';
export { createJsonClient } from './json-client.ts';
export { isOwnHost } from './own-host.ts';
export { retryAfterOf } from './retry-after.ts';
export { TimeoutError, withTimeout } from './timeout.ts';
export { createTransport } from './transport.ts';
export {
  adviceFor,
  aroundCalls,
  isUnconnected,
  isWithoutReply,
  type Unusable,
  type UnusableCause,
  UnusableMx,
  unusableText,
} from './unusable.ts';
export { backOff, sleep } from './wait.ts';
