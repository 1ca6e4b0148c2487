import { createHash, createHmac } from 'node:crypto';
import type { TraceHash } from '@mx-member/machine/trace';

const short = (bytes: Buffer): string => bytes.subarray(0, 12).toString('base64url');

/** The hash of a trace, made with Node's own functions: a second implementation to compare with. */
export const TRACE_HASH: TraceHash = {
  pseudonym: (text) => `~${short(createHmac('sha256', 'a key of a test').update(text).digest())}`,
  digest: (text) => short(createHash('sha256').update(text).digest()),
};
