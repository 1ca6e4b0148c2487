import { isSameMember } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import type { RunningMember } from './running-member.ts';

/**
 * The running members. The key is the member's own guid, because its record holds that string anyway: a key of both
 * guids would add a tenth to a member's memory. Ids that you choose can be the same for members of different users.
 * Such members share an entry.
 */
export class RunningMembers {
  readonly #places = new Map<string, RunningMember | RunningMember[]>();

  get(id: MemberId): RunningMember | undefined {
    const found = this.#places.get(id.memberGuid);
    if (found === undefined) return undefined;
    if (Array.isArray(found)) return found.find((member) => isSameMember(idOf(member), id));
    return isSameMember(idOf(found), id) ? found : undefined;
  }

  add(member: RunningMember): void {
    const { memberGuid } = idOf(member);
    const found = this.#places.get(memberGuid);
    this.#places.set(memberGuid, found === undefined ? member : [found, member].flat());
  }

  /** Does nothing if another member has taken its place. */
  remove(member: RunningMember): void {
    const { memberGuid } = idOf(member);
    const others = [this.#places.get(memberGuid) ?? []].flat().filter((one) => one !== member);
    const [only, ...more] = others;
    if (only === undefined) this.#places.delete(memberGuid);
    else this.#places.set(memberGuid, more.length > 0 ? others : only);
  }

  *[Symbol.iterator](): Generator<RunningMember> {
    for (const found of this.#places.values())
      if (Array.isArray(found)) yield* found;
      else yield found;
  }
}

const idOf = ({ record }: RunningMember): MemberId => record.context.member;
