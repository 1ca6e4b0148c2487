import type { MemberConnection } from '@mx-member/connect';
import { pass } from '../../support/fake-timers.ts';

/** What a person at a connection sees, waits for and does. */

export const needs = ({ getView }: MemberConnection) => getView().member?.needs ?? null;
export const outcome = ({ getView }: MemberConnection) =>
  getView().member?.outcome?.outcome ?? null;

/** Until a question is asked, for a minute at most. */
export const asked = (connection: MemberConnection) =>
  pass(60_000, () => needs(connection) === 'answers');
/** Until the lifecycle has ended, for a minute at most. */
export const ended = (connection: MemberConnection) =>
  pass(60_000, () => outcome(connection) !== null);

/** Answers every open question alike. */
export function answer(connection: MemberConnection, value = 'correct') {
  const { challenges = [], prompt = 0 } = connection.getView().member ?? {};
  return connection.answer({ answers: challenges.map(({ guid }) => ({ guid, value })), prompt });
}
