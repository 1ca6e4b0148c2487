import type { MemberConnection } from '@mx-member/connect';
import { pass } from '../../support/fake-timers.ts';

/** Actions of a person at a connection: look, wait and answer. */

export const needs = ({ getView }: MemberConnection) => getView().member?.needs ?? null;
export const outcome = ({ getView }: MemberConnection) =>
  getView().member?.outcome?.outcome ?? null;

/** Waits until a question is asked, for at most a minute. */
export const asked = (connection: MemberConnection) =>
  pass(60_000, () => needs(connection) === 'answers');
/** Waits until the lifecycle has ended, for at most a minute. */
export const ended = (connection: MemberConnection) =>
  pass(60_000, () => outcome(connection) !== null);

/** Gives the same answer to every open question. */
export function answer(connection: MemberConnection, value = 'correct') {
  const { challenges = [], prompt = 0 } = connection.getView().member ?? {};
  return connection.answer({ answers: challenges.map(({ guid }) => ({ guid, value })), prompt });
}
