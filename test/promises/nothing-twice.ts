import { answersSentAgain } from '../../packages/simulator/src/world/rules/answers.ts';
import type { World } from '../world/world.ts';
import { hasArrived, type Login, loginsOf } from './ledger.ts';

/** Ends that wait for a person. Another login fails in the same way, and may lock the account. */
const REFUSALS = ['DENIED', 'PREVENTED', 'LOCKED', 'IMPEDED', 'REJECTED'];

/** Whether MX has shown the member to the lifecycle of a login before a moment: its first reading is how the member was before. */
function wasRead(world: World, login: number, until: number): boolean {
  const begins = world.acts.findLast(({ what, at }) => what === 'start' && at <= login);
  return world.mx.sent.some(
    (one) =>
      one.method === 'GET' &&
      one.end !== 'members' &&
      one.at >= (begins?.at ?? world.began) &&
      (one.repliedAt ?? until) < until &&
      hasArrived(world, one),
  );
}

/** Whether a login was on its way at a moment before. */
function wasUnderWay(
  { plan }: World,
  own: readonly Login[],
  { at, by, cause }: Login,
  moment: number,
): boolean {
  if (!cause || cause.at > moment) return false;
  // What has no reply can take effect much later.
  const begunBy = (cause.repliedAt ?? at) + plan.bank.queue;
  if (cause.status !== null && begunBy < at) return false;
  return !own.some((one) => one.by === by && one.at >= cause.at && one.at < at && one.at <= moment);
}

/** 2. Answers and starts reach MX at most once for each time that the person asked. */
export const nothingTwice = (world: World): readonly string[] => [
  ...unaskedLogins(world),
  ...answersTwice(world),
];

/** Logins that nobody has asked for. */
export function unaskedLogins(world: World): readonly string[] {
  const problems: string[] = [];
  const own = loginsOf(world).filter(({ isElsewhere }) => !isElsewhere);
  const allowed = world.acts.reduce((sum, { logins }) => sum + logins, 0);
  if (own.length > allowed) {
    const names = own.map(({ job, by }) => `${job} by ${by}`).join(', ');
    problems.push(`${own.length} logins, ${allowed} allowed (${names})`);
  }
  const acts = world.acts.filter(({ what }) => what !== 'answer' && what !== 'start');
  const all = loginsOf(world);
  for (const login of own) {
    const { at, job } = login;
    const refused = all.findLast(({ endedAt }) => endedAt !== null && endedAt <= at);
    if (!refused || !REFUSALS.includes(refused.endsAs ?? '')) continue;
    // If the app says nothing of new credentials, what MX does with them is as unexpected.
    const isUntold =
      refused.isElsewhere || (world.plan.says === 'nothing' && refused.by === 'update');
    if (isUntold && !wasRead(world, at, refused.endedAt ?? 0)) continue;
    // Other credentials than those that were refused.
    if (acts.some((act) => act.at >= refused.at && act.at <= at)) continue;
    if (wasUnderWay(world, own, login, refused.endedAt ?? 0)) continue;
    problems.push(`${job} logs in after ${refused.endsAs}, and nobody has asked again`);
  }
  return problems;
}

/** Answers that were sent again, although the person gave them once. Our hosts do so neither after a lost reply nor after a refusal. */
export function answersTwice({ mx, answers }: World): readonly string[] {
  // Answers that the person sends again, because no reply came, are given once.
  const given = answers
    .filter((one, index) => answers.findIndex(({ prompt }) => prompt === one.prompt) === index)
    .map(({ at, guids: questions }) => ({ at, questions }));
  return answersSentAgain({ sent: mx.sent, given }).map(
    ([before, again]) => `an answer was sent again ${again.at - before.at} ms later`,
  );
}
