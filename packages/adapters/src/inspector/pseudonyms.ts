/** Whose guid it is. */
export type GuidKind = 'user' | 'member';

/** Names each guid in the order of their coming: `[member 1]`, `[member 2]`. It leaves a pseudonym as it is. */
export type Pseudonyms = (kind: GuidKind, guid: string) => string;

const PSEUDONYM = /^\[(?:user|member) \d+\]$/;

/**
 * Pseudonyms that stay the same for as long as this function lives, so that a trace can still be followed. They are
 * counted, not computed: the ids that a partner chose (D-MEM) are often so short that a hash of one is soon guessed.
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
