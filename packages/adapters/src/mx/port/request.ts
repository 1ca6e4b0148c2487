import type { Job, MemberId } from '@mx-member/machine/step';

/**
 * The versions of the Platform API that the client supports. Every request names its version in `Accept-Version`
 * (D-MIG).
 */
export type MxVersion = 'v20111101' | 'v20250224';

/** The member and the challenge that a sealed answer was sealed for. */
export interface SealedFor {
  readonly member: MemberId;
  /** The challenge that the answer is for. */
  readonly guid: string;
  /** Aborts when the call is aborted or its `timeout` has passed. Nothing is sent after that. */
  readonly signal: AbortSignal;
}

/** Opens a sealed answer. It should reject an answer that was sealed for another member or challenge. */
export type OpenSealed = (sealed: string, sealedFor: SealedFor) => string | Promise<string>;

/** Options of a job at MX. */
export interface JobAttributes {
  /** Whether `aggregate` reads transactions. Version v20111101 only (OAS11). @default true, set by MX */
  readonly includeTransactions?: boolean;
  /** Whether `aggregate` reads holdings. Version v20111101 only (OAS11). @default true, set by MX */
  readonly includeHoldings?: boolean;
}

/** A text of yours that MX returns in webhooks. */
export interface CallbackPayload {
  /**
   * MX returns this text in the webhooks that the request causes, as `callbackPayload` of `MxWebhook`, so that you can
   * trace a workflow. It must be 1 to 1024 printable ASCII characters without spaces. MX's documentation says base64
   * and shows a UUID (OAS25, D-WHM). For jobs it documents only `aggregate` and `verify`.
   */
  readonly callbackPayload?: string;
}

/**
 * Rejects fields that the API version does not have, because MX would ignore them without an error.
 *
 * @throws {TypeError} that names the field and the version.
 */
export function checkVersion(
  call: string,
  fields: Readonly<Record<string, unknown>>,
  needed: MxVersion,
  version: MxVersion,
): void {
  const [name] = Object.keys(fields).filter((field) => fields[field] !== undefined);
  if (name !== undefined && version !== needed)
    throw new TypeError(
      `${call}: ${name} needs API version ${needed}, but this client uses ${version}.`,
    );
}

/** @throws {TypeError} for a field that this job or this version does not have. */
export function toWireJob(job: Job, request: JobAttributes, version: MxVersion) {
  const { includeTransactions, includeHoldings } = request;
  checkVersion('startJob', { includeTransactions, includeHoldings }, 'v20111101', version);
  const isTuned = includeTransactions !== undefined || includeHoldings !== undefined;
  if (isTuned && job !== 'aggregate')
    throw new TypeError(
      'startJob: includeTransactions and includeHoldings are only for the job aggregate.',
    );
  return { include_transactions: includeTransactions, include_holdings: includeHoldings };
}

/** @throws {TypeError} for a payload that MX does not accept in a header (OAS25). */
export function toWireHeaders({ callbackPayload }: CallbackPayload): Record<string, string> {
  if (callbackPayload === undefined) return {};
  if (!/^[!-~]{1,1024}$/.test(callbackPayload))
    throw new TypeError(
      'callbackPayload must be 1 to 1024 printable ASCII characters without spaces, for example base64.',
    );
  return { 'x-callback-payload': callbackPayload };
}
