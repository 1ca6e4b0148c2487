import type { MemberId } from '@mx-member/machine/step';
import { ENCRYPTED } from './rows.ts';
import type { AsideRow, Change, HostStore, MaybePromise, OutcomeRow, RecordRow } from './store.ts';

/** Encrypts the texts of rows before a store gets them. */

/** Encrypts texts: `createCipher`, or your own functions. */
export interface RowCipher {
  /** @param context Identifies the row. Decryption must fail with another context, so that rows cannot be swapped. */
  encrypt(text: string, context: string): MaybePromise<string>;
  /** @throws when the text was not encrypted with a known key and this context. */
  decrypt(sealed: string, context: string): MaybePromise<string>;
}

type Row = RecordRow | OutcomeRow | AsideRow;

/** A record keeps its context when it is set aside, because stores move its text unchanged. */
function contextOf(row: Row): string {
  const { userGuid, memberGuid }: MemberId = row.member;
  const of = row.type === 'outcome' ? ['outcome', row.revision] : ['record'];
  return JSON.stringify([...of, userGuid, memberGuid]);
}

/**
 * Wraps a store to encrypt the texts of its rows. Ids of users and members, revisions and times are not encrypted,
 * because stores find rows by them. Older rows in the clear can still be read, and are encrypted when they are next
 * committed. A row that no key decrypts is `unreadable`.
 *
 * ```ts
 * const key = crypto.getRandomValues(new Uint8Array(32)); // Once; then from your vault.
 * const store = encryptStore(openSqlite('members.db'), await createCipher([{ id: '2026-11', key }]));
 * ```
 */
export function encryptStore(store: HostStore, cipher: RowCipher): HostStore {
  async function sealed(change: Change): Promise<Change> {
    if (change.type !== 'record' && change.type !== 'outcome') return change;
    const text = await cipher.encrypt(change.text, contextOf(change));
    return { ...change, text: `${ENCRYPTED}${text}` };
  }

  async function opened<Kind extends Row>(row: Kind): Promise<Kind> {
    if (!row.text.startsWith(ENCRYPTED)) return row;
    try {
      const text = await cipher.decrypt(row.text.slice(ENCRYPTED.length), contextOf(row));
      return { ...row, text };
    } catch {
      // The host reports the row together with its member.
      return row;
    }
  }

  async function* all<Kind extends Row>(rows: Iterable<Kind> | AsyncIterable<Kind>) {
    for await (const row of rows) yield await opened(row);
  }

  return {
    ...(store.maxLag !== undefined && { maxLag: store.maxLag }),
    ...(store.lost && { lost: store.lost }),
    ...(store.isOwner && { isOwner: () => store.isOwner?.() ?? true }),
    load: () => all(store.load()),
    ofUser: (userGuid) => all(store.ofUser(userGuid)),
    async find(member) {
      const row = await store.find(member);
      return row && opened(row);
    },
    async commit(changes, options) {
      await store.commit(await Promise.all(changes.map(sealed)), options);
    },
    forget: (userGuid) => store.forget(userGuid),
    close: () => store.close(),
  };
}
