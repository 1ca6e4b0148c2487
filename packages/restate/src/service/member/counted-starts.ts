import { type StartOfMember, type StartRuling, withCountedStarts } from '@mx-member/http/create';
import { withTimeout } from '@mx-member/http/web';
import type { MemberPort } from '@mx-member/machine/step';
import { usersOf } from '../../names.ts';
import type { MemberServiceSettings } from '../options.ts';
import type { DueStart } from '../user-logins.ts';

/** The time limit of a count, in ms. Without a reply by then, the start is not sent. */
const MAX_COUNT = 10_000;

/**
 * Counts a start in the object of its user, by plain HTTP and not through the journal, because it is about to be sent. The object
 * counts the repetition of an attempt whose worker died once.
 */
export class CountedStarts {
  readonly #settings: Pick<MemberServiceSettings, 'ingress' | 'name'>;
  readonly #key: string;
  readonly #start: StartOfMember;
  /** Whether the start was certainly not made, so that it does not count. */
  isGivenBack = false;

  /** @param key The key of the member. */
  constructor(
    settings: Pick<MemberServiceSettings, 'ingress' | 'name'>,
    key: string,
    start: StartOfMember,
  ) {
    this.#settings = settings;
    this.#key = key;
    this.#start = start;
  }

  /** A port that counts its starts. One that could not be counted must wait. */
  counted(port: MemberPort): MemberPort {
    const giveBack = () => {
      this.isGivenBack = true;
    };
    return withCountedStarts(port, async () => ({ ruling: await this.#count(), giveBack }));
  }

  /** @returns `notYet` also if Restate could not be reached. */
  async #count(): Promise<StartRuling> {
    const { ingress, name } = this.#settings;
    const [userKey = ''] = this.#key.split('/');
    const body: DueStart = { ...this.#start, until: Date.now() + MAX_COUNT };
    const call = { service: usersOf(name), key: userKey, handler: 'takeStart', body };
    try {
      const reply = await withTimeout(MAX_COUNT, (signal) => ingress({ ...call, signal }));
      const { status, body: ruling } = reply;
      if (status < 300 && (ruling === 'send' || ruling === 'hold')) return ruling;
    } catch {
      // Restate could not be reached, or the object was busy.
    }
    return 'notYet';
  }
}
