import type { World } from '../world/world.ts';

/** 3. While MX waits for an answer, the person is asked within a bounded time, and no answer is lost. */
export function asksInTime(world: World): readonly string[] {
  const { plan, mx, views, began, endedAt, restarts } = world;
  const problems: string[] = [];
  const { away, atBankFor } = plan.person;
  // The pace at the bank's page is the slowest, and a failed call doubles it.
  const bound =
    90_000 +
    plan.faults.length * 120_000 +
    (away?.for ?? 0) +
    atBankFor +
    restarts.length * (plan.downFor + 5_000);
  for (const moments of mx.moments.values())
    for (const [index, { at, shown }] of moments.entries()) {
      if (
        at < began ||
        shown.status !== 'CHALLENGED' ||
        moments[index - 1]?.shown.status === 'CHALLENGED'
      )
        continue;
      const closed = moments[index + 1]?.at ?? Number.POSITIVE_INFINITY;
      const until = at + bound;
      const [guid] = shown.challenges.map((one) => one.guid);
      const isShown = views.some(
        ({ at: seen, view }) => seen <= until && view.challenges.some((one) => one.guid === guid),
      );
      if (closed > until && !isShown && (endedAt === null || endedAt > until))
        problems.push(`a question of ${at - began} ms was not shown within ${bound} ms`);
    }
  for (const { at, prompt, guids, isAccepted } of world.answers) {
    if (!isAccepted) continue;
    const hasArrived = world.members.some(({ received }) =>
      received.answers.some((one) => one.at >= at && guids.includes(one.challenge)),
    );
    const isAskedAgain = views.some(({ view }) => view.prompt > prompt);
    const isStillOpen = [...mx.moments.values()].some((moments) =>
      moments
        .findLast((one) => one.at <= at + bound)
        ?.shown.challenges.some((one) => guids.includes(one.guid)),
    );
    if (!hasArrived && !isAskedAgain && isStillOpen) problems.push('an answer was lost');
  }
  // A replica shows a question for some seconds after its answer. An answer on another device shows at the next poll, at its slow pace.
  const shownFor = plan.answers === 'elsewhere' ? bound : 15_000;
  for (const { challenge, at } of world.members.flatMap(({ received }) => received.answers)) {
    const again = views.find(
      ({ at: seen, view }) =>
        seen > at + shownFor && view.challenges.some(({ guid }) => guid === challenge),
    );
    if (again && plan.bank.wrongAnswer !== 'same')
      problems.push(`a question is shown ${again.at - at} ms after its answer`);
  }
  return problems;
}
