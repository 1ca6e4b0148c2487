import type { BackendEvidence, BankRequest } from '../evidence.ts';
import { isDone, isRefusal, memberOfPerson, peopleIn } from '../lookups.ts';
import { type BackendFinding, counted, judgement, type RuleCheck, spell } from './judgement.ts';

/** Requests with answers, and the same answers of the person. */
interface SentAndGiven<Sent> {
  /** In order. */
  readonly sent: readonly Sent[];
  readonly given: readonly { readonly at: number; readonly questions: readonly string[] }[];
}

/** Each request that sends an answer again, although the person gave it once, after the request that sent it before. */
export function answersSentAgain<Sent extends Pick<BankRequest, 'at' | 'answered'>>({
  sent,
  given,
}: SentAndGiven<Sent>): readonly (readonly [before: Sent, again: Sent])[] {
  const last = new Map<string, Sent>();
  const isGivenBetween = (question: string, from: number, to: number) =>
    given.some(({ at, questions }) => questions.includes(question) && at > from && at <= to);
  return sent.flatMap((request) => {
    const before = request.answered
      .map((question) => ({ question, request: last.get(question) }))
      .find((one) => one.request && !isGivenBetween(one.question, one.request.at, request.at));
    for (const question of request.answered) last.set(question, request);
    return before?.request ? [[before.request, request] as const] : [];
  });
}

/** An answer reaches MX once for each time that the person gave it, even if the reply is lost. One that MX has refused may be sent again. */
export const answerSentTwice: RuleCheck = (evidence) => {
  const sent = evidence.requests.filter(({ call }) => call === 'answer');
  const given = evidence.people.filter((one) => one.type === 'answers');
  const findings = answersSentAgain({ sent, given })
    .filter(([before]) => !isRefusal(before.status))
    .map(
      ([before, again]): BackendFinding => ({
        what: `The answer to one question was sent again ${spell(again.at - before.at)} later, although the person gave it once and MX ${isDone(before.status) ? 'had accepted it' : 'may have accepted it, because only the reply was lost'}.`,
        requests: [before, again],
      }),
    );
  return judgement(
    findings,
    sent.length > 0 ? `${counted(sent.length, 'request')} with answers` : null,
    'no answer reached the bank',
  );
};

/** For so long nobody can know that a question has expired, in ms: MX wants 3 s between two readings. */
const UNKNOWN_FOR = 5_000;

/** When each question of a member expired, if it did. */
function expiriesIn({ moments }: BackendEvidence): ReadonlyMap<string, number> {
  const expired = new Map<string, number>();
  const open = new Map<number, readonly string[]>();
  for (const { at, member, status, questions } of moments) {
    if (status === 'EXPIRED')
      for (const question of open.get(member) ?? []) expired.set(question, at);
    open.set(member, questions);
  }
  return expired;
}

/** An answer is not sent once its question has expired. */
export const answerAfterExpiry: RuleCheck = (evidence) => {
  const expiries = expiriesIn(evidence);
  const expiryOf = (questions: readonly string[], at: number) =>
    questions
      .map((question) => expiries.get(question) ?? Infinity)
      .find((expiry) => expiry + UNKNOWN_FOR < at);
  const late = evidence.people.filter(
    (one) => one.type === 'answers' && expiryOf(one.questions, one.at) !== undefined,
  );
  const findings = evidence.requests.flatMap((request) => {
    const expiry = expiryOf(request.answered, request.at);
    if (request.call !== 'answer' || expiry === undefined) return [];
    const what = `An answer was sent ${spell(request.at - expiry)} after its question had expired.`;
    return [{ what, requests: [request] }];
  });
  return judgement(
    findings,
    late.length > 0
      ? `${counted(late.length, 'late answer')} of people, none of them sent to MX`
      : null,
    expiries.size > 0 ? 'nobody answered after the question had expired' : 'no question expired',
  );
};

/** Nobody sees another person's question, and no answer goes to another person's member. */
export const usersMixed: RuleCheck = (evidence) => {
  const findings: BackendFinding[] = [];
  const owner = new Map<string, number>();
  for (const { member, questions } of evidence.moments)
    for (const question of questions) owner.set(question, member);
  for (const one of evidence.people) {
    if (one.type !== 'sees') continue;
    const member = owner.get(one.question);
    if (member !== undefined && member !== memberOfPerson(evidence, one.person))
      findings.push({
        what: `Person ${one.person} was shown a question of another person's member.`,
        requests: [],
      });
  }
  for (const request of evidence.requests) {
    const stranger = request.answersOf.find(
      (person) => memberOfPerson(evidence, person) !== request.member,
    );
    if (stranger !== undefined)
      findings.push({
        what: `The answer of person ${stranger} was sent to another person's member.`,
        requests: [request],
      });
  }
  const people = peopleIn(evidence).filter((person) =>
    evidence.people.some((one) => one.type === 'sees' && one.person === person),
  );
  return judgement(
    findings,
    people.length > 1 ? `${people.length} people were shown questions at the same time` : null,
    'fewer than two people were shown a question',
  );
};
