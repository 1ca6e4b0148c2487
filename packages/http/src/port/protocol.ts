import { isId } from '@mx-member/machine/hosting';
import {
  type Answer,
  JOBS,
  type Job,
  MAX_ANSWER_LENGTH,
  type MemberId,
} from '@mx-member/machine/step';

/** The request format of the relay: one JSON object. `replies.ts` has the format of replies. */

/** The name and arguments of a call of the port or of `MemberAccess`. */
export type RelayCall =
  | { readonly call: 'startJob'; readonly member: MemberId; readonly job: Job }
  | { readonly call: 'readStatus'; readonly member: MemberId; readonly expects: 'end' | 'any' }
  | {
      readonly call: 'submitAnswers';
      readonly member: MemberId;
      readonly answers: readonly Answer[];
    }
  | { readonly call: 'oauthWindowUri'; readonly member: MemberId }
  | {
      readonly call: 'updateCredentials';
      readonly member: MemberId;
      readonly credentials: readonly { readonly guid: string; readonly value: string }[];
    }
  | { readonly call: 'institutionCredentials'; readonly institutionCode: string };

/** Calls that change something at MX. The others only read. */
export type RelayCommand = Extract<
  RelayCall,
  { readonly call: 'startJob' | 'submitAnswers' | 'updateCredentials' }
>;
export const isCommand = (asked: RelayCall): asked is RelayCommand =>
  asked.call === 'startJob' || asked.call === 'submitAnswers' || asked.call === 'updateCredentials';

type Fields = Readonly<Record<string, unknown>>;
type Read<Value> = (value: unknown, name: string) => Value;

/** A sealed answer is longer than the answer. */
const MAX_SEALED = 4 * MAX_ANSWER_LENGTH;
const MAX_ITEMS = 100;

/** @throws {TypeError} that names a field and does not quote it. */
function invalid(name: string, expected: string): never {
  throw new TypeError(`${name} must be ${expected}.`);
}

const fieldsOf = (value: unknown): Fields => Object(value);

const textOf =
  (max: number): Read<string> =>
  (value, name) =>
    typeof value === 'string' && value.length <= max
      ? value
      : invalid(name, `a text of at most ${max} characters`);

const oneOf =
  <Value extends string>(values: readonly Value[]): Read<Value> =>
  (value, name) =>
    values.find((one) => one === value) ?? invalid(name, `one of ${values.join(', ')}`);

const listOf =
  <Item>(read: Read<Item>): Read<readonly Item[]> =>
  (value, name) =>
    Array.isArray(value) && value.length <= MAX_ITEMS
      ? value.map((one, index) => read(one, `${name}[${index}]`))
      : invalid(name, `a list of at most ${MAX_ITEMS}`);

const idOf: Read<string> = (value, name) =>
  isId(value) ? value : invalid(name, 'a text of 1 to 256 characters, without control characters');

function memberOf(value: unknown): MemberId {
  const { userGuid, memberGuid } = fieldsOf(value);
  return {
    userGuid: idOf(userGuid, 'member.userGuid'),
    memberGuid: idOf(memberGuid, 'member.memberGuid'),
  };
}

const valueTextOf = textOf(MAX_ANSWER_LENGTH);

const credentialOf: Read<{ readonly guid: string; readonly value: string }> = (one, name) => {
  const { guid, value } = fieldsOf(one);
  return { guid: idOf(guid, `${name}.guid`), value: valueTextOf(value, `${name}.value`) };
};

const answerOf: Read<Answer> = (one, name) => {
  const { guid, value, sealed } = fieldsOf(one);
  if (value !== undefined || sealed === undefined) return credentialOf(one, name);
  return {
    guid: idOf(guid, `${name}.guid`),
    sealed: textOf(MAX_SEALED)(sealed, `${name}.sealed`),
  };
};

/** How to read each call from a body. Other fields of the body are dropped. */
const READERS: { readonly [Name in RelayCall['call']]: (fields: Fields) => RelayCall } = {
  startJob: ({ member, job }) => ({
    call: 'startJob',
    member: memberOf(member),
    job: oneOf(JOBS)(job, 'job'),
  }),
  readStatus: ({ member, expects = 'any' }) => ({
    call: 'readStatus',
    member: memberOf(member),
    expects: oneOf(['end', 'any'])(expects, 'expects'),
  }),
  submitAnswers: ({ member, answers }) => ({
    call: 'submitAnswers',
    member: memberOf(member),
    answers: listOf(answerOf)(answers, 'answers'),
  }),
  oauthWindowUri: ({ member }) => ({ call: 'oauthWindowUri', member: memberOf(member) }),
  updateCredentials: ({ member, credentials }) => ({
    call: 'updateCredentials',
    member: memberOf(member),
    credentials: listOf(credentialOf)(credentials, 'credentials'),
  }),
  institutionCredentials: ({ institutionCode }) => ({
    call: 'institutionCredentials',
    institutionCode: idOf(institutionCode, 'institutionCode'),
  }),
};

const isCall = (name: unknown): name is RelayCall['call'] =>
  typeof name === 'string' && Object.hasOwn(READERS, name);

/**
 * Reads a call from a body.
 *
 * @throws {TypeError} for a body that is not a call. The message names the field and does not quote it.
 */
export function toRelayCall(body: unknown): RelayCall {
  const fields = fieldsOf(body);
  return isCall(fields.call)
    ? READERS[fields.call](fields)
    : invalid('call', `one of ${Object.keys(READERS).join(', ')}`);
}
