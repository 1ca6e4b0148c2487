import { isPossible } from './factors.ts';
import type { Ending, World } from './world.ts';

/** What is wrong with a case, by the bank's own record alone. */
export function problemsOf(world: World, { view, at, wasAtWork }: Ending): readonly string[] {
  const { cell, members, began, ownJob, allowed, created } = world;
  const problems: string[] = [];
  const expect = (isRight: boolean, problem: string) => {
    if (!isRight) problems.push(problem);
  };
  const starts = members
    .flatMap(({ received }) => received.starts)
    .filter((start) => start.at >= began && start.result === 'started');
  const logins = starts.map(({ job, by }) => `${job} by ${by}`).join(', ');
  const [member] = members;
  const isLeft = cell.answers === 'never' && cell.rounds > 0;
  const end = view?.outcome;

  expect(isPossible(cell), 'the cell is not possible');
  expect(members.length === 1, `the user has ${members.length} members`);
  expect(Boolean(end), `the lifecycle has no outcome (${view?.state})`);
  expect(
    isLeft
      ? end?.outcome === 'failed' && end.reason === 'expired'
      : end?.outcome === 'connected' && member?.shown.status === 'CONNECTED',
    `ends as ${end?.outcome === 'failed' ? end.reason : end?.outcome}, and the bank shows ${member?.shown.status}`,
  );
  const asked = ownJob ?? 'aggregate';
  if (!isLeft) {
    expect(
      starts.some(({ job }) => job === asked),
      `${asked} was asked for and never ran (${logins})`,
    );
    const named = end?.outcome === 'connected' ? end.job : null;
    expect(ownJob === null || named === ownJob, `the outcome names ${named}`);
  }
  expect(starts.length <= allowed, `${starts.length} logins, ${allowed} allowed (${logins})`);
  const answered = members.flatMap(({ received }) => received.answers.map((one) => one.challenge));
  expect(new Set(answered).size === answered.length, 'an answer reached the bank twice');
  expect(!wasAtWork, 'a job still ran at the end');
  expect(
    starts.every((start) => start.at <= at),
    'a job began after the end, and nobody follows it',
  );
  expect(cell.host !== 'http' || world.isRefused, 'a page got a job that is not served');
  for (const body of created) {
    const { member: sent } = JSON.parse(body);
    expect(sent.metadata === 'ours' && sent.use_cases?.[0] === 'PFM', 'the wish did not reach MX');
  }
  return problems;
}
