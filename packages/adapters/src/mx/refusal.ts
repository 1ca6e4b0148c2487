import { faultOfStatus, retryAfterOf } from '@mx-member/http/web';
import { FAULTS, type FaultCode, MxError } from '@mx-member/machine/step';
import { errorCodeIn } from './decode.ts';

/** The types of a 400 by which MX says that it blocks an institution (D-ERR). */
const BLOCKS: ReadonlyMap<unknown, FaultCode> = new Map([
  ['institution_maintenance_error', 'institutionMaintenance'],
  ['institution_unavailable_error', 'institutionUnavailable'],
  ['institution_prevented_error', 'institutionPrevented'],
  ['institution_prevent_new_error', 'institutionPreventNew'],
  ['institution_prevent_verification_error', 'institutionPreventVerification'],
]);

/** What a body says of an error, in the form that a member's page has it in; of the rest of the body nothing is kept. */
interface Refusal {
  /** `error.error_code` */
  readonly errorCode?: number | undefined;
  /** By `error.type`, or `error.error_type` as in a member's error. */
  readonly block?: FaultCode | undefined;
  /** `guid`: the member that is in the way of a new one (CW). */
  readonly memberGuid?: string | undefined;
}

/** A 409, with the member that is in the way where MX names it. Whether the Platform API does is not documented (CW). */
export class MxConflict extends MxError {
  /** Of the member that has the login: `MBR-…`. */
  readonly memberGuid: string;

  constructor(memberGuid: string, details: ConstructorParameters<typeof MxError>[1]) {
    super('conflict', details);
    this.memberGuid = memberGuid;
  }
}

/** A guid of MX's: nothing else of a body may stand in an error. */
const MEMBER_GUID = /^MBR-[\w-]{1,64}$/;

/** What a body says of an error. */
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

/** MX's id of the request: a word for a log, or `undefined`. */
export function requestIdOf(headers: Headers): string | undefined {
  const id = headers.get('x-request-id') ?? '';
  return /^[\w.:/=+-]{1,128}$/.test(id) ? id : undefined;
}

/** The error for a response that is not a success, from MX or from something on the way to it. It can be made more than once. */
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
