import type { MemberId } from '@mx-member/machine/step';
import type { Live } from './live.ts';

/**
 * The members that run. The key is the member's own guid, a text that its record has anyway: a key of both guids would be a
 * tenth of a member's memory. Ids of your own may be the same for members of different users, which then share a place.
 */
export class Lives {
  readonly #places = new Map<string, Live | Live[]>();

  get(member: MemberId): Live | undefined {
    const found = this.#places.get(member.memberGuid);
    const isIt = (live: Live) => live.record.context.member.userGuid === member.userGuid;
    if (Array.isArray(found)) return found.find(isIt);
    return found && isIt(found) ? found : undefined;
  }

  add(live: Live): void {
    const { memberGuid } = live.record.context.member;
    const found = this.#places.get(memberGuid);
    this.#places.set(memberGuid, found === undefined ? live : [found, live].flat());
  }

  /** Nothing happens if another one has taken its place. */
  remove(live: Live): void {
    const { memberGuid } = live.record.context.member;
    const found = this.#places.get(memberGuid);
    const rest = [found ?? []].flat().filter((one) => one !== live);
    const [first, ...others] = rest;
    if (first === undefined) this.#places.delete(memberGuid);
    else this.#places.set(memberGuid, others.length > 0 ? rest : first);
  }

  *[Symbol.iterator](): Generator<Live> {
    for (const found of this.#places.values())
      if (Array.isArray(found)) yield* found;
      else yield found;
  }
}
