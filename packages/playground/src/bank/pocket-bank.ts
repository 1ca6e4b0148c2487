import {
  createMxSimulator,
  DEFAULT_API_KEY,
  DEFAULT_CLIENT_ID,
  type Faults,
} from '@mx-member/simulator';
import { type DiaryEntry, remembered } from './diary.ts';

/** The origin of addresses that never reach a network. */
export const ORIGIN = 'https://mx.invalid';

/** MX and its bank, in the page. */
export interface PocketBank {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly faults: Faults;
  /** All requests that have changed the bank, in order. */
  readonly diary: readonly DiaryEntry[];
  /** The origin and headers of requests to the bank. */
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How many requests the bank has received. */
  readonly requests: number;
  /** What the bank has received for all members together. It shows what a client really did. */
  received(): TotalReceived;
}

export interface TotalReceived {
  readonly logins: number;
  readonly answers: number;
  /** How many answers were refused. */
  readonly refused: number;
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
 * @param past The diary of an earlier page. Its requests happen again, at their times.
 */
export async function openBank(
  step: number,
  past: readonly DiaryEntry[] = [],
): Promise<PocketBank> {
  let time = past[0]?.at ?? 0;
  const tick = () => {
    time = Math.max(time, Date.now());
  };
  // The clock stands still during a request, so that the diary has its exact time.
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

  let requests = 0;
  const members = () =>
    [...bank.users.values()].flatMap((user) => [...bank.members(user).values()]);
  const received = (): TotalReceived =>
    members().reduce(
      (sum, { received: { starts, answers, refusedAnswers } }) => ({
        logins: sum.logins + starts.filter(({ result }) => result === 'started').length,
        answers: sum.answers + answers.length,
        refused: sum.refused + refusedAnswers,
      }),
      { logins: 0, answers: 0, refused: 0 },
    );

  return {
    faults,
    diary,
    origin: ORIGIN,
    headers: HEADERS,
    get requests() {
      return requests;
    },
    received,
    async fetch(request) {
      tick();
      requests += 1;
      if (!isCommand(request)) return fetch(request);
      const entry = await entryOf(request);
      const before = received().answers;
      const note = () => diary.push({ ...entry, at: time });
      try {
        const response = await fetch(request);
        if (response.ok) note();
        return response;
      } catch (error) {
        // The reply was lost, but the request took effect.
        if (received().answers > before) note();
        throw error;
      }
    },
  };
}
