import { type AnsweredMember, completeInput, isOvertaken } from '@mx-member/machine/hosting';
import { isOver, type MemberInput, type MemberView, recordView } from '@mx-member/machine/step';
import { memberOfKey } from '../../key.ts';
import { orRefuse } from '../errors.ts';
import { answersOf, startOf } from './input.ts';
import { lifecycleOf, whyUnreadable } from './kept.ts';
import type { RestateMember } from './restate-member.ts';

/** Calls that change a member. Each resolves when the record is stored, and does not wait for MX. */

export async function startMember(member: RestateMember, body: unknown): Promise<MemberView> {
  const { context, settings } = member;
  const { after, replace, ...given } = orRefuse(() => startOf(body));
  const now = await context.date.now();
  const input = orRefuse(() =>
    completeInput({ ...given, member: memberOfKey(context.key) } as MemberInput, settings, now),
  );
  if (replace) {
    const raw = await member.findRaw();
    if (raw === null || whyUnreadable(raw, input.member) !== null)
      return replaceMember(member, raw, { input, now });
  }
  let kept = await member.find();
  let revision = after;
  if (kept && !isOver(kept.record) && isOvertaken(kept.record, input)) {
    revision = (await cancelMember(member)).revision;
    kept = await member.find();
  }
  const record = kept?.record ?? null;
  const started = orRefuse(() => member.steps.startOn(record, input, revision));
  if ('shows' in started) {
    if (kept) member.watch(kept);
    return recordView(started.shows);
  }
  const lifecycle = Math.max(now, (kept?.lifecycle ?? 0) + 1);
  member.noteUser();
  await member.accept(kept, { lifecycle, ...started });
  return recordView(started.record);
}

/** @param raw The unreadable state, or `null`. */
async function replaceMember(
  member: RestateMember,
  raw: unknown,
  { input, now }: { readonly input: MemberInput; readonly now: number },
): Promise<MemberView> {
  member.setAside(raw, now);
  const { record: old } = Object(raw) as { readonly record?: unknown };
  const begun = orRefuse(() => member.steps.replaceOn(old, input, now));
  const lifecycle = Math.max(now, lifecycleOf(raw) + 1);
  member.noteUser();
  await member.accept(null, { lifecycle, ...begun });
  return recordView(begun.record);
}

/** The answers stay sealed until they are sent. */
export async function answerMember(member: RestateMember, body: unknown): Promise<AnsweredMember> {
  const given = orRefuse(() => answersOf(body));
  const kept = await member.load();
  const { step: next, problems } = orRefuse(() => member.steps.answerOn(kept.record, given));
  await member.accept(kept, { lifecycle: kept.lifecycle, ...next });
  return { view: recordView(next.record), problems };
}

export async function cancelMember(member: RestateMember): Promise<MemberView> {
  const kept = await member.load();
  const next = member.steps.step(kept.record, { type: 'cancel' });
  await member.accept(kept, { lifecycle: kept.lifecycle, ...next });
  return recordView(next.record);
}
