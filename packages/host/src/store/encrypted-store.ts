import type { MemberId } from '@mx-member/machine/step';
import { ENCRYPTED, NO_KEY } from './rows.ts';
import type { AsideRow, Change, HostStore, MaybePromise, OutcomeRow, RecordRow } from './store.ts';

/** Encrypts the texts of rows before a store gets them. */

/** Encrypts texts: `createCipher`, or your own functions. */
export interface RowCipher {
  /** @param context Identifies the row. Decryption must fail with another context, so that rows cannot be swapped. */
  encrypt(text: string, context: string): MaybePromise<string>;
  /**
   * @throws {Error} with the name `UnknownKey` when the key of the text is not known. Any other error means that the
   * text was not encrypted with this context, or was changed.
   */
  decrypt(sealed: string, context: string): MaybePromise<string>;
}

type Row = RecordRow | OutcomeRow | AsideRow;

/** A record keeps its context when it is set aside, because stores move its text unchanged. */
function contextOf(row: Row): string {
  const { userGuid, memberGuid }: MemberId = row.member;
  const of = row.type === 'outcome' ? ['outcome', row.revision] : ['record'];
  return JSON.stringify([...of, userGuid, memberGuid]);
}

const TAMPERED = 'it was changed or moved after it was encrypted, or your cipher has failed';
const IN_THE_CLEAR = 'it is not encrypted, and this host reads only encrypted rows';

/**
 * Wraps a store to encrypt the texts of its rows. Ids of users and members, revisions and times are not encrypted,
 * because stores find rows by them. A row that is in the clear, that no key decrypts, or that was changed is
 * `unreadable`.
 *
 * ```ts
 * const key = crypto.getRandomValues(new Uint8Array(32)); // Once; then from your vault.
 * const store = encryptStore(openSqlite('members.db'), await createCipher([{ id: '2026-11', key }]));
 * ```
 *
 * @param options.onRowInTheClear Called with the member of each row in the clear that is read. With it, such rows are
 *   accepted, and encrypted when they are next committed. Use it only while you encrypt a store that was in the clear,
 *   and log each call: whoever can write to the database can forge rows in the clear. Without it, they are `unreadable`.
 */
export function encryptStore(
  store: HostStore,
  cipher: RowCipher,
  { onRowInTheClear }: { readonly onRowInTheClear?: (member: MemberId) => void } = {},
): HostStore {
  async function sealed(change: Change): Promise<Change> {
    if (change.type !== 'record' && change.type !== 'outcome') return change;
    const text = await cipher.encrypt(change.text, contextOf(change));
    return { ...change, text: `${ENCRYPTED}${text}` };
  }

  async function opened<Kind extends Row>(row: Kind): Promise<Kind> {
    // Without a text, nothing can mistake an unreadable row for a readable one.
    const refused = (unreadable: string): Kind => ({ ...row, text: '', unreadable });
    if (!row.text.startsWith(ENCRYPTED)) {
      if (!onRowInTheClear) return refused(IN_THE_CLEAR);
      onRowInTheClear(row.member);
      return row;
    }
    try {
      const text = await cipher.decrypt(row.text.slice(ENCRYPTED.length), contextOf(row));
      return { ...row, text };
    } catch (thrown) {
      return refused(Object(thrown).name === 'UnknownKey' ? NO_KEY : TAMPERED);
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
    ...(store.named && { named: (memberGuid) => store.named?.(memberGuid) ?? null }),
    ofUser: (userGuid) => all(store.ofUser(userGuid)),
    async find(member, options) {
      const row = await store.find(member, options);
      return row && opened(row);
    },
    async commit(changes, options) {
      await store.commit(await Promise.all(changes.map(sealed)), options);
    },
    forget: (userGuid) => store.forget(userGuid),
    close: () => store.close(),
  };
}
