import type { ConnectionHealth } from '@mx-member/machine/health';
import type { BareView, HostError, MemberHost } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import { isUnderWay, restingView } from './resting.ts';

type Input = Parameters<MemberHost['start']>[0];
type Options = Parameters<MemberHost['start']>[1];

async function viewOrNull(host: MemberHost, member: MemberId): Promise<BareView | null> {
  try {
    return await host.view(member);
  } catch (thrown) {
    if (Object(thrown).code === ('notFound' satisfies HostError['code'])) return null;
    throw thrown;
  }
}

/** The start of a resting member. */
class RestingStart {
  readonly #host: MemberHost;
  readonly #health: ConnectionHealth;
  /** The revision that the resting view has shown. */
  #shown: number | null = null;
  /** The revision after which the first attempt begins. It is read once, so that a repeated start is the same start. */
  #end: Promise<number | undefined> | null = null;

  constructor(host: MemberHost, health: ConnectionHealth) {
    this.#host = host;
    this.#health = health;
  }

  /** Before the person has acted: shows the resting member, or follows a running job or an open question. */
  async rest({ act: _, ...input }: Input): Promise<BareView> {
    const known = await viewOrNull(this.#host, input.member);
    if (known && !known.outcome) return known;
    const after = known?.revision;
    if (isUnderWay(this.#health))
      return this.#host.start({ ...input, job: null }, after === undefined ? {} : { after });
    this.#shown = after ?? 0;
    return restingView(this.#health, this.#shown);
  }

  /** After the person has acted: begins an attempt. The member may have had another lifecycle at the host meanwhile. */
  async begin(input: Input, options: Options): Promise<BareView> {
    if (options?.after !== this.#shown) return this.#host.start(input, options);
    this.#end ??= this.#endOf(input.member).catch((thrown) => {
      this.#end = null;
      throw thrown;
    });
    const after = await this.#end;
    return this.#host.start(input, after === undefined ? {} : { after });
  }

  async #endOf(member: MemberId): Promise<number | undefined> {
    const known = await viewOrNull(this.#host, member);
    return known?.outcome ? known.revision : undefined;
  }
}

/**
 * A start that begins nothing until the person has acted. Until then it shows a resting member, or follows a lifecycle of the
 * host, a running job or an open question.
 */
export function restingStart(
  host: MemberHost,
  health: ConnectionHealth,
  hasActed: () => boolean,
): MemberHost['start'] {
  const resting = new RestingStart(host, health);
  return (input, options) => (hasActed() ? resting.begin(input, options) : resting.rest(input));
}
