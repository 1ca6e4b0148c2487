import { createTransport } from '@mx-member/http/web';
import { createData } from './data.ts';
import { institutionCalls } from './institution-calls.ts';
import { withKey } from './key.ts';
import { loginCalls, memberCalls } from './member-calls.ts';
import type { Mx } from './mx.ts';
import { connectionFrom, DEFAULT_ATTEMPT_TIMEOUT, DEFAULT_VERSION } from './options.ts';
import { createAttempts } from './port/attempts.ts';
import { portCalls } from './port/calls.ts';
import { createHttp } from './port/http.ts';
import type { MxOptions } from './types.ts';
import { userCalls } from './user-calls.ts';

/**
 * Creates a client of the MX Platform API. The client is also the port of the machine.
 *
 * @throws {TypeError} when an option is wrong. The message names the option and does not quote its value.
 */
export function createMx(options: MxOptions): Mx {
  const { clientId, limiter, ...connection } = connectionFrom(options);
  const { version = DEFAULT_VERSION, timeout = DEFAULT_ATTEMPT_TIMEOUT, open } = options;
  const { apiKey, onRequest, onResponse } = options;
  const fetch =
    typeof apiKey === 'function' ? withKey(clientId, apiKey, options.fetch) : options.fetch;
  const send = createTransport({ fetch, timeout });
  const attempts = createAttempts({ send, limiter, hooks: { onRequest, onResponse } });
  const http = createHttp(connection, attempts);
  return {
    ...portCalls({ http, version, open, timeout }),
    ...userCalls(http),
    ...institutionCalls(http, version),
    ...loginCalls(http, version),
    ...memberCalls(http),
    ...createData(http, version),
  };
}
