import { faultCodeOf } from '@mx-member/machine/hosting';
import type { FaultCode } from '@mx-member/machine/step';

/** Why MX cannot be used, for a log, the metrics and `why`. A record has only the code of the fault. */

interface Meaning {
  /** The codes of the system that mean it. */
  readonly codes: RegExp;
  readonly says: string;
  readonly advice: string;
}

const MEANINGS = {
  certificate: {
    codes: /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/,
    says: 'The certificate at the address of MX is not accepted',
    advice: 'Look at the clock and the certificates of this computer, and at a proxy on the way.',
  },
  name: {
    codes: /^(?:ENOTFOUND|EAI_)/,
    says: 'The name in the address of MX is not found',
    advice: 'Look at the name service of this computer, and at the address.',
  },
  refused: {
    codes: /^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EACCES)/,
    says: 'The address of MX accepts no connection',
    advice: 'Look at the network and the firewall of this computer, and at the address.',
  },
  slow: {
    codes: /TIMEOUT|ETIMEDOUT/,
    says: 'MX does not answer in time',
    advice: "Look at MX's status page, and at the network.",
  },
  notMx: {
    codes: /^(?:NOT_JSON|OTHER_FIELDS)$/,
    says: 'The address of MX answers with something that is not of MX',
    advice: 'A proxy or a firewall may answer in its place. Look at the address.',
  },
  serverError: {
    codes: /^HTTP_/,
    says: 'MX answers with a server error',
    advice: "Look at MX's status page.",
  },
  connection: {
    codes: /./,
    says: 'The connection to MX breaks off',
    advice: "Look at the network of this computer, and at MX's status page.",
  },
} as const satisfies Record<string, Meaning>;

/** Why MX cannot be used. */
export type UnusableCause = keyof typeof MEANINGS;

export const UNUSABLE_CAUSES = Object.keys(MEANINGS) as readonly UnusableCause[];

/** That MX cannot be used at present. */
export interface Unusable {
  readonly cause: UnusableCause;
  /** The code of the system, such as `CERT_HAS_EXPIRED`. `null` if there is none. */
  readonly code: string | null;
  /** Since when no call has got a usable reply, in ms since 1970. */
  readonly since: number;
}

/** Faults of calls that have got no usable reply. */
const WITHOUT_REPLY: readonly FaultCode[] = ['unreachable', 'malformed', 'lost'];

/** Why a call has got no usable reply. `null` if it has got one, such as a refusal. */
export function unusableBy(thrown: unknown): Omit<Unusable, 'since'> | null {
  const fault = faultCodeOf(thrown);
  if (!WITHOUT_REPLY.includes(fault)) return null;
  const { status, cause } = Object(thrown);
  const { code = null } = Object(cause);
  const shown = code ?? (fault === 'malformed' ? 'NOT_JSON' : status ? `HTTP_${status}` : 'OTHER');
  const found = UNUSABLE_CAUSES.find((name) => MEANINGS[name].codes.test(shown));
  return { cause: found ?? 'connection', code };
}

/** It in two sentences. */
export function unusableText({ cause, code, since }: Unusable): string {
  const { says, advice } = MEANINGS[cause];
  const from = new Date(since).toISOString().slice(0, 19).replace('T', ' ');
  return `${says}${code === null ? '' : ` (${code})`}, since ${from} UTC. ${advice}`;
}
