import { JOB_PATHS } from '@mx-member/http/web';
import { type Job, type MemberId, MxError } from '@mx-member/machine/step';

/** The paths of MX that the port needs, as lists of segments. */

/** The path of a member. */
export const pathOf = ({ userGuid, memberGuid }: MemberId): readonly string[] => [
  'users',
  userGuid,
  'members',
  memberGuid,
];

/** The path that starts a job. */
export const jobPathOf = (member: MemberId, job: Job): readonly string[] => [
  ...pathOf(member),
  JOB_PATHS[job],
];

/** Encodes a segment of a path. Segments of dots alone are refused, because even encoded they lead to another path. */
function segment(part: string, at: number, path: readonly string[]): string {
  try {
    if (typeof part === 'string' && !['', '.', '..'].includes(part))
      return encodeURIComponent(part);
  } catch {
    // The text contains a lone surrogate.
  }
  throw new MxError('badRequest', {
    message: `The part after "${path[at - 1]}" in the address must be a text that is not empty and not only dots, but it is of type ${typeof part}.`,
  });
}

/**
 * The encoded path, without a slash at its beginning.
 *
 * @throws {MxError} `badRequest` for a segment that no path can contain. It does not quote the segment.
 */
export const encodePath = (path: readonly string[]): string => path.map(segment).join('/');
