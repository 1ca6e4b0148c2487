import { sleep } from '@mx-member/http/web';
import type { CreationClient, CreationView } from '@mx-member/machine/hosting';

/** How often to read a creation that is not finished, and the time between two reads, in ms. */
const LOOKS = 20;
const BETWEEN_LOOKS = 3_000;

/** Reads a creation until it is known whether MX received the request, for a minute at most. */
export async function whenCreated(
  creations: CreationClient,
  created: CreationView,
  id: string,
): Promise<CreationView> {
  let known = created;
  for (let look = 1; look <= LOOKS && known.state === 'creating'; look += 1) {
    await sleep(BETWEEN_LOOKS);
    known = await creations.read({ id });
  }
  return known;
}
