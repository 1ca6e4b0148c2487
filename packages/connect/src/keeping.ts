import { checkInput, checkRecord, isOver } from '@mx-member/machine/step';
import type { AttemptInput, Kept } from './driver.ts';
import type { ConnectionOptions } from './types.ts';

/** What stands in the storage: what is kept, and what the page asked for when it was written. */
interface Stored {
  readonly kept: Kept;
  readonly asked: string;
}

/** What was found in the storage. */
interface Found {
  readonly kept: Kept;
  /** It has ended, and the page asks for another job since: a new attempt begins after it. */
  readonly isOld: boolean;
}

/** Names a member, in the storage and among tabs. */
export const nameOf = ({ member: { userGuid, memberGuid } }: AttemptInput): string =>
  `mx-member:${JSON.stringify([userGuid, memberGuid])}`;

const askedOf = ({ job, baseline }: AttemptInput): string => JSON.stringify([job, baseline]);

/** @throws for what nobody here has written. */
function checked(text: string, asked: AttemptInput): Found | null {
  const stored: Stored = JSON.parse(text);
  const { input, record, after } = stored.kept;
  const isSame = stored.asked === askedOf(asked);
  checkInput(input);
  if (!record) {
    // A number alone says of no end that it was of this job.
    const isKnown = after === undefined || Number.isSafeInteger(after);
    return isSame && isKnown ? { kept: stored.kept, isOld: false } : null;
  }
  const { member, job } = checkRecord(record).context;
  if (nameOf({ member, job }) !== nameOf(input)) return null;
  if (isSame || isOver(record)) return { kept: stored.kept, isOld: !isSame };
  // The same job with another baseline is a page that has read the member again; another job is another job.
  return JSON.parse(stored.asked)[0] === asked.job ? { kept: stored.kept, isOld: false } : null;
}

/** Keeps what a reload goes on from. A storage that fails is not used any more, so that it stands in nobody's way for long. */
export function createKeeper(storage: ConnectionOptions['storage'], asked: AttemptInput) {
  const name = nameOf(asked);
  let isUsed = storage !== undefined;
  const place = () => (typeof storage === 'function' ? storage() : storage);
  return {
    load(): Found | null {
      try {
        const text = isUsed ? place()?.getItem(name) : null;
        return text ? checked(text, asked) : null;
      } catch {
        return null;
      }
    },
    /** @returns Whether it is kept, where it is to be kept at all. */
    save(kept: Kept): boolean {
      if (!isUsed) return true;
      try {
        const stored: Stored = { kept, asked: askedOf(asked) };
        place()?.setItem(name, JSON.stringify(stored));
        return true;
      } catch {
        isUsed = false;
        return false;
      }
    },
  };
}
