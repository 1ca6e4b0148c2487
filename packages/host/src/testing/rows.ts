import type { MemberId } from '@mx-member/machine/step';
import type { AsideRow, OutcomeRow, RecordRow } from '../store/store.ts';

/** Rows to check a store with. */

export const DURABLY = { durable: true } as const;
export const SOON = { durable: false } as const;

export const idOf = (userGuid: string, memberGuid: string): MemberId => ({
  userGuid,
  memberGuid,
});

export const running = (member: MemberId, text = 'runs'): RecordRow => ({
  type: 'record',
  member,
  text,
  endedAt: null,
});

export const ended = (member: MemberId, endedAt: number, text = 'ended'): RecordRow => ({
  type: 'record',
  member,
  text,
  endedAt,
});

export const outcome = (member: MemberId, revision: number, text = 'outcome'): OutcomeRow => ({
  type: 'outcome',
  member,
  revision,
  text,
});

export const aside = (member: MemberId, setAsideAt: number, text: string): AsideRow => ({
  type: 'aside',
  member,
  setAsideAt,
  text,
});

/** Texts that a careless store would change. A store must keep each unchanged. */
export const TEXTS = [
  '{"a":1, "a":2 , "z":1.50}',
  '',
  'neither JSON nor a record {',
  'quotes \' " ` and \\ $1 % _ ; -- /* \n\r\t \u0001 \u2028',
  'é e\u0301 ß 日本語 🙂 \u{10ffff}',
  '"\\u0000"',
  `"${'0123456789'.repeat(50_000)}"`,
];

/** Similar ids of different members. */
export const IDS = [
  idOf('USR-1', 'MBR-1'),
  idOf('USR-2', 'MBR-1'),
  idOf('USR-1', 'MBR-2'),
  idOf('usr-1', 'mbr-1'),
  idOf('USR-1 ', 'MBR-1'),
  idOf('USR-', '1MBR-1'),
  idOf('USR-%', 'MBR-_'),
  idOf('é', 'e\u0301'),
  idOf('e\u0301', 'é'),
  idOf(`'"\\`, '🙂'),
];
