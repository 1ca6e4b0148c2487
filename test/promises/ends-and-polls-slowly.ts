import type { Sent } from '../world/mx.ts';
import type { World } from '../world/world.ts';

/**
 * 4. Every lifecycle ends. Two polls are at least 3 s apart, but for those after a start, an answer, a hint or a restore. While MX is
 * down there are fewer than 60 requests an hour.
 */
export function endsAndPollsSlowly(world: World): readonly string[] {
  const problems: string[] = [];
  const { endedAt, view } = world;
  if (endedAt === null || !view?.outcome) problems.push(`no end (${view?.state})`);
  const since = world.mx.sent.filter(({ at }) => at >= world.began);
  const [first] = world.views;
  const polls = pollsIn(since.filter(({ at }) => at > (first?.at ?? 0)));
  const { pacing } = world.plan.options;
  const least = Math.min(3_000, pacing?.busy ?? 3_000);
  const others = [
    ...since
      .filter(({ method }) => method !== 'GET')
      .flatMap(({ at, repliedAt }) => [at, repliedAt ?? at]),
    ...world.starts,
    ...world.hints,
    // A hint that arrives during a request takes effect when that has its reply.
    ...since
      .filter(({ at, repliedAt }) =>
        world.hints.some((hint) => hint > at && hint < (repliedAt ?? at)),
      )
      .flatMap(({ at, repliedAt }) => repliedAt ?? at),
    ...world.restarts,
    ...world.acts.map(({ at }) => at),
  ];
  for (const [index, { at }] of polls.entries()) {
    const before = polls[index - 1]?.at;
    if (before === undefined) continue;
    // After a 429 our limiter sends a call later than it was asked for. Such a call uses up at most half of the wait.
    const isHeldBack = since.some((one) => one.status === 429 && one.at <= before);
    const heldBack = isHeldBack ? least / 2 : 0;
    if (at - before >= least - heldBack - world.time.jitter) continue;
    if (others.some((moment) => moment >= before - heldBack && moment <= at)) continue;
    problems.push(
      `two polls are ${at - before} ms apart, ${before - world.began} ms after the beginning`,
    );
  }
  const failed = since.filter(({ status }) => status === null || status >= 500);
  for (const { at } of failed) {
    const hour = since.filter((one) => one.at >= at && one.at < at + 3_600_000);
    if (hour.length >= 60 && hour.every((one) => failed.includes(one)))
      problems.push(`${hour.length} requests in an hour in which MX is down`);
  }
  return [...new Set(problems)].slice(0, 2);
}

/** The readings of a member: a poll of the status, and the page that belongs to it. */
function pollsIn(sent: readonly Sent[]): readonly Sent[] {
  const reads = sent.filter(({ method, end }) => method === 'GET' && PAGES.includes(end));
  return reads.filter(({ at, end }, index) => {
    const before = reads[index - 1];
    const isSecond = end === 'challenges' || (end === '' && before?.end === 'status');
    return !before || !isSecond || at - (before.repliedAt ?? at) > 1_000;
  });
}

const PAGES = ['', 'status', 'challenges'];
