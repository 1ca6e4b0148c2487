import { faultCodeOf } from '@mx-member/machine/hosting';
import type { Call, CallOptions, FaultCode, MemberPort, Reading } from '@mx-member/machine/step';

/** Why MX cannot be used: what the codes of the system mean, for a log, the metrics, `why`, `doctor`, and creations. */

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
    advice:
      'Check the clock of this computer. If a proxy is in between, give its certificate to Node with NODE_EXTRA_CA_CERTS.',
  },
  name: {
    codes: /^(?:ENOTFOUND|EAI_)/,
    says: 'The name in the address of MX is not found',
    advice: 'Check the address, the DNS of this network, and its proxy.',
  },
  refused: {
    codes: /^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EACCES)/,
    says: 'The address of MX accepts no connection',
    advice:
      'Nothing listens there, or a firewall is in between. Check the address and the network.',
  },
  slow: {
    codes: /TIMEOUT|ETIMEDOUT/,
    says: 'MX does not answer in time',
    advice: "Check the firewall and the proxy of this network, and MX's status page.",
  },
  notMx: {
    codes: /^(?:NOT_JSON|OTHER_FIELDS)$/,
    says: 'The address of MX answers with something that is not of MX',
    advice: 'A proxy or a login page may answer in its place. Check the address and the network.',
  },
  serverError: {
    codes: /^HTTP_/,
    says: 'MX answers with a server error',
    advice: "Check MX's status page, and try again in a few minutes.",
  },
  connection: {
    codes: /./,
    says: 'The connection to MX breaks off',
    advice: "Check the network and the proxy of this computer, and MX's status page.",
  },
} as const satisfies Record<string, Meaning>;

/** Why MX cannot be used. */
export type UnusableCause = keyof typeof MEANINGS;

export const UNUSABLE_CAUSES = /* @__PURE__ */ Object.keys(MEANINGS) as readonly UnusableCause[];

const causeOf = (code: string): UnusableCause =>
  UNUSABLE_CAUSES.find((name) => MEANINGS[name].codes.test(code)) ?? 'connection';

/** What a person can do. @param code Of the system, `HTTP_503`, or `NOT_JSON`. */
export const adviceFor = (code: string): string => MEANINGS[causeOf(code)].advice;

/** Codes for a connection that was never made, so that no request was sent. Others can come after the request. */
const UNCONNECTED =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT)$|^UNABLE_TO_|CERT(_|$)/;

/** Whether a failed request was certainly not sent, by the code of its cause. */
export const isUnconnected = (thrown: unknown): boolean =>
  UNCONNECTED.test(Object(Object(thrown).cause).code);

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

/** Whether a call has got no usable reply. A refusal is one. */
export const isWithoutReply = (thrown: unknown): boolean =>
  WITHOUT_REPLY.includes(faultCodeOf(thrown));

/** Why a call has got no usable reply. `null` if it has got one. */
function unusableBy(thrown: unknown): Omit<Unusable, 'since'> | null {
  if (!isWithoutReply(thrown)) return null;
  const fault = faultCodeOf(thrown);
  const { status, cause } = Object(thrown);
  const { code = null } = Object(cause);
  const shown = code ?? (fault === 'malformed' ? 'NOT_JSON' : status ? `HTTP_${status}` : 'OTHER');
  return { cause: causeOf(shown), code };
}

/** It in two sentences. */
export function unusableText({ cause, code, since }: Unusable): string {
  const { says, advice } = MEANINGS[cause];
  const from = new Date(since).toISOString().slice(0, 19).replace('T', ' ');
  return `${says}${code === null ? '' : ` (${code})`}, since ${from} UTC. ${advice}`;
}

/** How often the same cause is reported, in ms. */
const REPORT_EVERY = 60_000;

/** Notes whether MX can be used. */
export class UnusableMx {
  /** Calls without a usable reply, by cause. */
  readonly failures = new Map<string, number>(UNUSABLE_CAUSES.map((cause) => [cause, 0]));
  /** Why MX cannot be used at present. `null` after a usable reply. */
  present: Unusable | null = null;
  readonly #reportedAt = new Map<UnusableCause, number>();
  readonly #now: () => number;

  /** @param now In ms since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Wraps a port to note its calls.
   *
   * @param onUnusable Called with the error of a call without a usable reply, at most once a minute for each cause.
   */
  watch(port: MemberPort, onUnusable: (thrown: unknown, call: Call) => void): MemberPort {
    return aroundCalls(port, async (call, { signal }, make) => {
      try {
        const reading = await make();
        this.present = null;
        return reading;
      } catch (thrown) {
        if (!signal?.aborted && this.note(thrown)) onUnusable(thrown, call);
        throw thrown;
      }
    });
  }

  /**
   * Notes the error of a call.
   *
   * @returns Whether to report it: no error of this cause was reported within a minute.
   */
  note(thrown: unknown): boolean {
    const found = unusableBy(thrown);
    if (!found) {
      this.present = null;
      return false;
    }
    const { cause } = found;
    this.failures.set(cause, (this.failures.get(cause) ?? 0) + 1);
    this.present = { ...found, since: this.present?.since ?? this.#now() };
    const now = performance.now();
    if (now - (this.#reportedAt.get(cause) ?? Number.NEGATIVE_INFINITY) < REPORT_EVERY)
      return false;
    this.#reportedAt.set(cause, now);
    return true;
  }
}

/** A port each of whose calls is made by `around`. */
export function aroundCalls(
  port: MemberPort,
  around: (call: Call, options: CallOptions, make: () => Promise<Reading>) => Promise<Reading>,
): MemberPort {
  return {
    startJob: (request, options = {}) =>
      around('startJob', options, () => port.startJob(request, options)),
    readStatus: (request, options = {}) =>
      around('readStatus', options, () => port.readStatus(request, options)),
    submitAnswers: (request, options = {}) =>
      around('submitAnswers', options, () => port.submitAnswers(request, options)),
  };
}
