/** Whose guid it is. */
export type GuidKind = 'user' | 'member';

/** Replaces each guid by a number in order of appearance: `[member 1]`, `[member 2]`. Returns a pseudonym unchanged. */
export type Pseudonyms = (kind: GuidKind, guid: string) => string;

const PSEUDONYM = /^\[(?:user|member) \d+\]$/;

/**
 * Creates a function that gives each guid the same pseudonym for as long as the function lives, so that a trace can be
 * followed. Pseudonyms are counters, not hashes, because partners choose short ids (D-MEM) whose hash is easy to guess.
 */
export function createPseudonyms(): Pseudonyms {
  const known = { user: new Map<string, string>(), member: new Map<string, string>() };
  return (kind, guid) => {
    if (PSEUDONYM.test(guid)) return guid;
    const pseudonym = known[kind].get(guid) ?? `[${kind} ${known[kind].size + 1}]`;
    known[kind].set(guid, pseudonym);
    return pseudonym;
  };
}
