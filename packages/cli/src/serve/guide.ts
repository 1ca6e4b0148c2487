import type { MemberId } from '@mx-member/machine';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { PROGRAM } from '../common/program.ts';

/** Where to reach `serve`. */
export interface Addresses {
  readonly url: string;
  /** `null` with the keys of MX. */
  readonly simulatorUrl: string | null;
  /** Where members are kept: a file or Restate. */
  readonly file?: string;
  readonly restate?: string;
  readonly needsToken: boolean;
}

/**
 * The text that `serve` prints at its start.
 * @param member A member at the simulated bank, to try it with; `null` with the keys of MX.
 */
export function serveGuide(
  { url, simulatorUrl, file, restate, needsToken }: Addresses,
  member: MemberId | null,
): string {
  const where = restate
    ? `Members run in the workers of Restate at ${restate}.`
    : `Members run in this process and are kept in ${file}.`;
  const { userGuid = 'USR-…', memberGuid = 'MBR-…' } = member ?? {};
  const command = `${PROGRAM} connect --at ${url} --user ${userGuid} --member ${memberGuid}`;
  const head = `${where}

  Address  ${url}
  Health   ${url}/readyz
`;
  if (simulatorUrl === null)
    return `${head}
It speaks plain HTTP on this computer, so put a proxy with TLS in front of it. Callers send: Authorization: Bearer $MX_MEMBER_TOKEN

Connect a member that exists at MX, in another terminal${needsToken ? ' with the same MX_MEMBER_TOKEN' : ''}:
  ${command}

Press Ctrl-C to stop. Running members go on at the next start.
`;
  return `${head}  MX       ${simulatorUrl}, simulated, with the keys ${DEFAULT_CLIENT_ID} and ${DEFAULT_API_KEY}

Try it in another terminal. The bank asks two questions, and the right answer to both is "correct":
  ${command}

Why did it end like this?
  ${PROGRAM} why ${memberGuid}${restate ? ` --user ${userGuid}` : ''} --at ${url}

Press Ctrl-C to stop. Running members go on at the next start: try kill -9 in the middle.
`;
}
