import { KEPT_FOR, type LoginHistory } from '@mx-member/http/create';
import type { MemberId } from '@mx-member/machine/step';
import type { RecordRow } from './store.ts';

/** What is remembered of a user's logins, as a row of a store: the record of a member without a guid, so every store can keep it. */

/** No guid of MX contains a colon (D-USR). */
const NAME = 'logins:';

/** The member under which the logins of a user are stored. */
export const loginsName = (userGuid: string): MemberId => ({ userGuid, memberGuid: NAME });

/** Whether a row, or its key, is about logins. */
export const isLogins = ({ memberGuid }: MemberId): boolean => memberGuid === NAME;

/** A store removes a row when the retention of records has passed since its `endedAt`. This row has a retention of its own. */
export const toLoginsRow = (
  userGuid: string,
  history: LoginHistory,
  { now, retention }: { readonly now: number; readonly retention: number },
): RecordRow => ({
  type: 'record',
  member: loginsName(userGuid),
  text: JSON.stringify(history),
  endedAt: Math.max(0, now + KEPT_FOR - retention),
});
