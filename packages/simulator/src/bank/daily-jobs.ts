import { firstVisit, isReadByItself } from './background.ts';
import type { InstitutionBlocks } from './blocks.ts';
import { beginJob, type JobRules } from './jobs.ts';
import type { Ledger } from './ledger.ts';
import type { Member } from './member.ts';
import type { Timeline } from './timeline.ts';

/** What {@link expectDailyJobs} needs of the bank. */
interface DailyBank {
  readonly rules: JobRules;
  readonly blocks: InstitutionBlocks;
  readonly ledger: Ledger;
  readonly timeline: Timeline;
}

/** Plans the daily jobs of a member, if daily jobs are enabled. They end when the member is deleted. */
export function expectDailyJobs(
  member: Member,
  { rules, blocks, ledger, timeline }: DailyBank,
): void {
  const { background } = rules;
  if (!background) return;
  const visit = (): void => {
    const found = ledger.find(member.guid);
    if (!found) return;
    const { now } = timeline;
    timeline.plan(now + background.every, visit);
    if (blocks.get(found.institution.code) !== undefined) return;
    if (isReadByItself(found, ledger.users.get(found.userGuid), now, background))
      ledger.put(beginJob(found, { type: 'aggregate', isBackground: true }, now, rules), now);
  };
  timeline.plan(firstVisit(member, background), visit);
}
