import type { Spoil } from '../../host/contract/subject.ts';
import { query, setState } from './admin.ts';

/** Changes the record of a member in Restate, as an operator can. */
export async function spoilState(
  { admin, name }: { readonly admin: string; readonly name: string },
  { member, change }: Spoil,
): Promise<void> {
  const key = `${encodeURIComponent(member.userGuid)}/${encodeURIComponent(member.memberGuid)}`;
  const find = async () => {
    const rows = await query(
      admin,
      `SELECT key, value_utf8 AS value FROM state WHERE service_name = '${name}' AND service_key = '${key}'`,
    );
    return Object.fromEntries(rows.map((row) => [String(row.key), String(row.value)]));
  };
  const state = await find();
  const { record, ...rest } = JSON.parse(state.kept ?? 'null');
  const spoilt = JSON.stringify({ ...rest, record: change(record) });
  await setState(admin, name, key, { ...state, kept: spoilt });
  // The server makes the change in the member's queue.
  while ((await find()).kept !== spoilt) await new Promise((resolve) => setTimeout(resolve, 20));
}
