import { faultOfStatus, retryAfterOf } from '@mx-member/http/web';
import { FAULTS, type FaultCode, MxError } from '@mx-member/machine/step';
import { errorCodeIn } from './reading.ts';

/** Error types of a 400 that mean that MX blocks an institution (D-ERR). */
const BLOCKS: ReadonlyMap<unknown, FaultCode> = new Map([
  ['institution_maintenance_error', 'institutionMaintenance'],
  ['institution_unavailable_error', 'institutionUnavailable'],
  ['institution_prevented_error', 'institutionPrevented'],
  ['institution_prevent_new_error', 'institutionPreventNew'],
  ['institution_prevent_verification_error', 'institutionPreventVerification'],
]);

/** What is kept of an error body. The names are the names on a member page. */
interface Refusal {
  /** From `error.error_code`. */
  readonly errorCode?: number | undefined;
  /** From `error.type`, or from `error.error_type` as in a member's error. */
  readonly block?: FaultCode | undefined;
  /** From `guid`: the existing member that conflicts with a new one (CW). */
  readonly memberGuid?: string | undefined;
}

/** A 409 with the conflicting member, if MX names it. It is not documented whether the Platform API does (CW). */
export class MxConflict extends MxError {
  /** The guid of the member that already has the login: `MBR-…`. */
  readonly memberGuid: string;

  constructor(memberGuid: string, details: ConstructorParameters<typeof MxError>[1]) {
    super('conflict', details);
    this.memberGuid = memberGuid;
  }

  static override [Symbol.hasInstance](thrown: unknown): boolean {
    return thrown instanceof MxError && 'memberGuid' in thrown;
  }
}

/** A guid of MX. Nothing else of an error body is copied into an error. */
const MEMBER_GUID = /^MBR-[\w-]{1,64}$/;

/** Parses the body of an error. */
export function refusalIn(body: string): Refusal {
  try {
    const { error, guid } = Object(JSON.parse(body));
    const { type, error_type } = Object(error);
    return {
      errorCode: errorCodeIn(error),
      block: BLOCKS.get(type) ?? BLOCKS.get(error_type),
      memberGuid: typeof guid === 'string' && MEMBER_GUID.test(guid) ? guid : undefined,
    };
  } catch {
    return {};
  }
}

/** MX's id of the request, if it is safe to log. Otherwise `undefined`. */
export function requestIdOf(headers: Headers): string | undefined {
  const id = headers.get('x-request-id') ?? '';
  return /^[\w.:/=+-]{1,128}$/.test(id) ? id : undefined;
}

/** The error for an unsuccessful response, from MX or from a proxy. Can be called twice for the same response. */
export async function refusalError(response: Response): Promise<MxError> {
  const { status, headers } = response;
  const retryAfter = retryAfterOf(headers);
  const requestId = requestIdOf(headers);
  const { errorCode, block, memberGuid } = refusalIn(await response.text());
  const code = (status === 400 && block) || faultOfStatus(status);
  const details = {
    message: FAULTS[code].message,
    status,
    ...(retryAfter !== undefined && { retryAfter }),
    ...(requestId !== undefined && { requestId }),
    ...(errorCode !== undefined && { errorCode }),
  };
  return status === 409 && memberGuid !== undefined
    ? new MxConflict(memberGuid, details)
    : new MxError(code, details);
}
