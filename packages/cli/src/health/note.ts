import { styleText } from 'node:util';
import type { MemberDetails } from '@mx-member/adapters/mx';
import type { ConnectionHealth } from '@mx-member/machine/health';
import { escaped } from '../common/io.ts';
import { actorOf, ageOf, issueOf, needsSomebody, nextOf } from './words.ts';

/** A member and the health of its connection. */
export interface Patient {
  readonly member: MemberDetails;
  readonly health: ConnectionHealth;
}

/** The order of the rows: what needs attention comes first. */
const URGENCY: Readonly<Record<ConnectionHealth['status'], number>> = {
  needsUser: 0,
  over: 1,
  overdue: 2,
  off: 3,
  waiting: 4,
  running: 5,
  upToDate: 6,
};

const HEAD = ['bank', 'data', 'problem', 'who acts', 'next step', 'member'];
const GAP = '  ';
const MAX_NAME = 24;

/** A text from MX that is safe to print on one line. */
const safe = (text: string): string =>
  escaped(JSON.stringify(text))
    .slice(1, -1)
    .replace(/\\(["\\])/g, '$1');

const short = (text: string): string =>
  text.length > MAX_NAME ? `${text.slice(0, MAX_NAME - 1)}…` : text;

function cellsOf({ member, health }: Patient, now: number): readonly string[] {
  const { name, institutionCode, reading } = member;
  return [
    short(safe(name ?? institutionCode ?? 'a bank')),
    ageOf(health, now),
    safe(issueOf(health, reading, name === null ? undefined : short(name))),
    actorOf(health),
    nextOf(health, now),
    safe(member.member.memberGuid),
  ];
}

/** A table, or a paragraph per row if the table is too wide. */
function layOut(rows: readonly (readonly string[])[], room: number): readonly string[] {
  const widths = HEAD.map((title, n) =>
    Math.max(title.length, ...rows.map((row) => row[n]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, n) => cell.padEnd(widths[n] ?? 0))
      .join(GAP)
      .trimEnd();
  const width = widths.reduce((sum, one) => sum + one + GAP.length, 0);
  if (width <= room) return [line(HEAD), ...rows.map(line)];
  return rows.flatMap(([bank = '', data, wrong, who, next, guid]) => [
    `${bank}, ${data} (${guid})`,
    wrong === 'Nothing'
      ? `${GAP}Nothing is wrong. ${next}.`
      : `${GAP}${wrong}. Who acts: ${who}.\n${GAP}${next}.`,
  ]);
}

const counted = (count: number): string => (count === 1 ? '1 connection' : `${count} connections`);

/** The first sentence: how many connections need attention, and from whom. */
function summaryOf(patients: readonly Patient[]): string {
  const count = (test: (health: ConnectionHealth) => boolean) =>
    patients.filter(({ health }) => test(health)).length;
  const user = count(({ who }) => who === 'user');
  const app = count(({ who }) => who === 'app');
  const late = count(
    (health) => needsSomebody(health) && health.who !== 'user' && health.who !== 'app',
  );
  const waiting = count(({ status }) => status === 'waiting');
  const parts = [
    ...(user > 0 ? [`the user has to act at ${counted(user)}`] : []),
    ...(app > 0 ? [`your app has to act at ${counted(app)}`] : []),
    ...(late > 0 ? [`${counted(late)} ${late === 1 ? 'has' : 'have'} old data`] : []),
    ...(waiting > 0
      ? [`${counted(waiting)} ${waiting === 1 ? 'waits' : 'wait'} for the bank or MX`]
      : []),
  ];
  const isWell = user + app + late === 0;
  if (patients.length === 0) return 'no connections.';
  const all = isWell ? ['nobody has to act', ...parts] : parts;
  return styleText(isWell ? 'green' : 'yellow', `${all.join('; ')}.`);
}

/**
 * The text about one user: a sentence, and a row for each member.
 * @param room The width of the screen, in columns.
 */
export function noteOf(
  user: string,
  patients: readonly Patient[],
  now: number,
  room: number,
): string {
  const sorted = patients.toSorted(
    (a, b) =>
      URGENCY[a.health.status] - URGENCY[b.health.status] ||
      (a.health.dataOf ?? 0) - (b.health.dataOf ?? 0),
  );
  const rows = sorted.map((patient) => cellsOf(patient, now));
  const table = rows.length === 0 ? [] : ['', ...layOut(rows, room)];
  return `${[`${safe(user)}: ${summaryOf(patients)}`, ...table].join('\n')}\n`;
}
