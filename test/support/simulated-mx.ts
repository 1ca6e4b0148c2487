import { createMx, type Mx, type MxOptions } from '@mx-member/adapters/mx';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';

/** A client of a simulated MX that answers in this process. */
export const mxOver = (
  fetch: NonNullable<MxOptions['fetch']>,
  options: Partial<MxOptions> = {},
): Mx =>
  createMx({
    clientId: DEFAULT_CLIENT_ID,
    apiKey: DEFAULT_API_KEY,
    environment: new URL('https://mx.test'),
    fetch,
    ...options,
  });

/** A client of the simulated MX at an address. It speaks v20111101, in which a member can be created without a job. */
export const simulatedMx = (url: string): Mx =>
  createMx({
    clientId: DEFAULT_CLIENT_ID,
    apiKey: DEFAULT_API_KEY,
    environment: new URL(url),
    version: 'v20111101',
  });
