import {
  createMxSimulator,
  DEFAULT_API_KEY,
  DEFAULT_CLIENT_ID,
  type Faults,
} from '@mx-member/simulator';
import { type DiaryEntry, remembered } from './diary.ts';

/** An origin for addresses that no network ever sees. */
export const ORIGIN = 'https://mx.invalid';

/** MX and its bank, in the page. */
export interface PocketBank {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly faults: Faults;
  /** Everything that has changed the bank, in order. */
  readonly diary: readonly DiaryEntry[];
}

const isCommand = ({ method, url }: Request): boolean =>
  method !== 'GET' || new URL(url).pathname.endsWith('/oauth_window_uri');

const HEADERS = {
  authorization: `Basic ${btoa(`${DEFAULT_CLIENT_ID}:${DEFAULT_API_KEY}`)}`,
  accept: 'application/json',
  'accept-version': 'v20250224',
};

const requestOf = ({ method, path, type, body }: DiaryEntry): Request =>
  new Request(ORIGIN + path, {
    method,
    headers: { ...HEADERS, ...(type !== null && { 'content-type': type }) },
    ...(method !== 'GET' && { body }),
  });

async function entryOf(request: Request): Promise<Omit<DiaryEntry, 'at'>> {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    path: pathname + search,
    type: request.headers.get('content-type'),
    body: remembered(await request.clone().text()),
  };
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Opens the bank.
 * @param step How long a step of a job takes, in ms.
 * @param past The diary of an earlier page: what it tells happens again, at the times at which it happened.
 */
export async function openBank(
  step: number,
  past: readonly DiaryEntry[] = [],
): Promise<PocketBank> {
  let time = past[0]?.at ?? 0;
  const tick = () => {
    time = Math.max(time, Date.now());
  };
  // The clock stands still while a request is dealt with, so that the diary knows when that was, to the millisecond.
  const { bank, faults, fetch } = createMxSimulator({
    step,
    now: () => time,
    sleep: (ms) => wait(ms).then(tick),
  });
  const diary = [...past];
  for (const entry of past) {
    time = entry.at;
    await fetch(requestOf(entry));
  }

  /** How many answers the bank has taken. */
  const heard = () => {
    const members = [...bank.users.values()].flatMap((user) => [...bank.members(user).values()]);
    return members.reduce((sum, { received }) => sum + received.answers.length, 0);
  };

  return {
    faults,
    diary,
    async fetch(request) {
      tick();
      if (!isCommand(request)) return fetch(request);
      const entry = await entryOf(request);
      const before = heard();
      const note = () => diary.push({ ...entry, at: time });
      try {
        const response = await fetch(request);
        if (response.ok) note();
        return response;
      } catch (error) {
        // The reply was lost on its way; what it was about has happened.
        if (heard() > before) note();
        throw error;
      }
    },
  };
}
