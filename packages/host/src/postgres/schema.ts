import type { Query } from './client.ts';

/** The tables of the store, in their own schema. */

const FORMAT = 1;

/**
 * For columns that contain names. Without a language, so that an update of the system's locales cannot damage an index.
 */
const ID = 'text COLLATE "C" NOT NULL';

const tablesIn = (schema: string): readonly string[] => [
  `CREATE SCHEMA IF NOT EXISTS ${schema}`,
  `CREATE TABLE IF NOT EXISTS ${schema}.owner (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    format integer NOT NULL,
    number bigint NOT NULL,
    holder text NOT NULL
  )`,
  // Records are replaced often. With free space in its page, an update does not touch the indexes.
  `CREATE TABLE IF NOT EXISTS ${schema}.members (
    user_guid ${ID},
    member_guid ${ID},
    record text NOT NULL,
    ended_at bigint,
    PRIMARY KEY (user_guid, member_guid)
  ) WITH (fillfactor = 70)`,
  `ALTER TABLE ${schema}.members ALTER COLUMN record SET STORAGE MAIN`,
  `CREATE INDEX IF NOT EXISTS members_ended ON ${schema}.members (ended_at) WHERE ended_at IS NOT NULL`,
  `CREATE TABLE IF NOT EXISTS ${schema}.outcomes (
    user_guid ${ID},
    member_guid ${ID},
    revision bigint NOT NULL,
    view text NOT NULL,
    PRIMARY KEY (user_guid, member_guid, revision)
  )`,
  `CREATE TABLE IF NOT EXISTS ${schema}.aside (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_guid ${ID},
    member_guid ${ID},
    set_aside_at bigint NOT NULL,
    record text NOT NULL
  )`,
  `CREATE INDEX IF NOT EXISTS aside_user ON ${schema}.aside (user_guid)`,
];

/**
 * Creates missing tables. Only the process with the lock does this.
 *
 * @throws {Error} when the tables have another format, or the database's encoding is not UTF8.
 */
export async function prepareTables(query: Query, schema: string): Promise<void> {
  const [encoding] = await query('SHOW server_encoding');
  if (encoding?.server_encoding !== 'UTF8')
    throw new Error(
      `The database has the encoding ${encoding?.server_encoding}, but the store needs UTF8: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.`,
    );
  const [found] = await query('SELECT to_regclass($1) IS NOT NULL AS exists', `${schema}.owner`);
  if (!found?.exists) for (const statement of tablesIn(schema)) await query(statement);
  const insert = `INSERT INTO ${schema}.owner (format, number, holder) VALUES ($1, 0, '') ON CONFLICT DO NOTHING`;
  await query(insert, FORMAT);
  const [owner] = await query(`SELECT format FROM ${schema}.owner`);
  if (owner?.format !== FORMAT)
    throw new Error(
      `The tables in the schema ${schema} were made by another version of @mx-member/host (format ${owner?.format}, this one has ${FORMAT}). Use that version, or another schema.`,
    );
}

/** @throws {TypeError} for a name that would need quotes. */
export function checkSchema(schema: string): string {
  if (typeof schema === 'string' && /^[a-z_][a-z0-9_]{0,62}$/.test(schema)) return schema;
  throw new TypeError(
    'openPostgres: schema must consist of at most 63 lowercase letters, digits and _.',
  );
}
