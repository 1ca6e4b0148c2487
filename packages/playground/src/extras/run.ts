import type { DiaryEntry } from '../bank/diary.ts';
import { FAULT_NAMES, type FaultName } from '../bank/fault-names.ts';
import type { Playground } from '../playground.ts';
import type { Turned } from '../state.ts';

/**
 * A run, for a link or a test. Answers and passwords are words of the bank's published tables or `other`, so it has no secrets.
 */
export interface Run {
  readonly scenario: string;
  /** The word that was used as the password; empty for a login on the bank's own page. */
  readonly password: string;
  /** The answers of each round, and when they were given, in ms after the member was created. */
  readonly rounds: readonly (readonly [at: number, words: readonly string[]])[];
  /** The buttons that were pressed on the bank's own page, and when. */
  readonly decisions: readonly (readonly [at: number, decision: string])[];
  readonly turned: readonly Turned[];
  /** Whether the person has tried again. A link and a test leave that out. */
  readonly hasRetried: boolean;
}

type Body = { readonly member?: { readonly [name: string]: unknown } };

const wordsIn = (list: unknown): readonly string[] =>
  Array.isArray(list) ? list.map((one) => String(Object(one).value)) : [];

const bodyOf = ({ body }: DiaryEntry): Body => {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
};

/** The run on the page; `null` before there is a member. */
export function runOf({ bank, state }: Playground): Run | null {
  const diary = bank?.diary ?? [];
  const made = diary.find(({ method, path }) => method === 'POST' && path.endsWith('/members'));
  if (!made) return null;
  const since = ({ at }: DiaryEntry) => at - made.at;
  return {
    scenario: state.scenario.id,
    password: wordsIn(bodyOf(made).member?.credentials).at(-1) ?? '',
    rounds: diary
      .filter(({ path }) => path.endsWith('/resume'))
      .map((entry) => [since(entry), wordsIn(bodyOf(entry).member?.challenges)]),
    decisions: diary.flatMap((entry) => {
      const decision = new URLSearchParams(entry.body).get('decision');
      return decision ? [[since(entry), decision] as const] : [];
    }),
    turned: state.turned,
    hasRetried: diary.some(
      ({ method, path }) =>
        path.endsWith('/aggregate') || (method === 'PUT' && /members\/[^/]+$/.test(path)),
    ),
  };
}

const MARK = '#run=';

/** The address of this page that replays a run. */
export function linkTo(run: Run, here: string): string {
  const address = new URL(here);
  address.hash = `${MARK}${encodeURIComponent(JSON.stringify(run))}`;
  return address.href;
}

const isMoment = (one: unknown): one is [number, unknown] =>
  Array.isArray(one) && one.length === 2 && Number.isFinite(one[0]) && one[0] >= 0;

const textsIn = (list: unknown): readonly string[] =>
  (Array.isArray(list) ? list : []).filter((one) => typeof one === 'string').slice(0, 20);

const momentsIn = (list: unknown): readonly [number, unknown][] =>
  (Array.isArray(list) ? list : []).filter(isMoment).slice(0, 200);

/** The run in an address; `null` if there is none, or if it cannot be read. */
export function runIn(hash: string): Run | null {
  if (!hash.startsWith(MARK)) return null;
  try {
    const { scenario, password, rounds, decisions, turned } = Object(
      JSON.parse(decodeURIComponent(hash.slice(MARK.length))),
    ) as Record<string, unknown>;
    return {
      scenario: String(scenario),
      password: String(password),
      rounds: momentsIn(rounds).map(([at, words]) => [at, textsIn(words)]),
      decisions: momentsIn(decisions).map(([at, decision]) => [at, String(decision)]),
      turned: momentsIn(turned).map(([at, names]) => [
        at,
        FAULT_NAMES.filter((name): name is FaultName => textsIn(names).includes(name)),
      ]),
      hasRetried: false,
    };
  } catch {
    return null;
  }
}
