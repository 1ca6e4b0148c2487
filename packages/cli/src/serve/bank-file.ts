import { DatabaseSync } from 'node:sqlite';
import type { Bank, KeptBank } from '@mx-member/simulator';

/** The simulated bank in a file, so that it is still there when the process was killed. A real one is elsewhere. */
export interface BankFile {
  readonly kept: KeptBank;
  /** Keeps all that the bank writes from now on. */
  follow(bank: Bank): void;
  close(): void;
}

const TABLE = `
CREATE TABLE IF NOT EXISTS bank (guid TEXT PRIMARY KEY, type TEXT NOT NULL, value TEXT NOT NULL);
PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;`;

/** What the count of guids is kept under. */
const GUIDS = 'guids';

/** @param path Of the file; it is made where it does not exist. */
export function openBankFile(path: string): BankFile {
  const database = new DatabaseSync(path);
  database.exec(TABLE);
  const select = database.prepare('SELECT value FROM bank WHERE type = ? ORDER BY rowid');
  const put = database.prepare(
    'INSERT INTO bank VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  const remove = database.prepare('DELETE FROM bank WHERE guid = ?');
  const all = (type: string) => select.all(type).map(({ value }) => JSON.parse(String(value)));
  return {
    kept: { guids: all(GUIDS)[0] ?? 0, users: all('user'), members: all('member') },
    follow(bank) {
      bank.onWrite(({ guid, type, value }) => {
        if (value) put.run(guid, type, JSON.stringify(value));
        else remove.run(guid);
        put.run(GUIDS, GUIDS, String(bank.guids));
      });
    },
    close: () => database.close(),
  };
}
