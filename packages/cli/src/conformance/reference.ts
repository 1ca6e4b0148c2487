import { begin, type MemberRecord, recordView, recover, step } from '@mx-member/machine';
import { connectionHealth, type HealthRules, type MemberPage } from '@mx-member/machine/health';
import { replyOf, type Subject, type SubjectReply, type SubjectRequest } from './subject.ts';

function perform(request: Exclude<SubjectRequest, { do: 'health' }>) {
  // The machine checks its input itself. The caller turns its error into `refused`.
  switch (request.do) {
    case 'begin':
      return begin(request.input as Parameters<typeof begin>[0]);
    case 'step':
      return step(...([request.record, request.event] as Parameters<typeof step>));
    case 'recover':
      return recover(request.record as MemberRecord);
  }
}

/** Answers a request with the machine of this package. */
export function answer(request: SubjectRequest): SubjectReply {
  if (request.do === 'health') {
    const { page, at, rules } = request;
    const health = connectionHealth(page as MemberPage | null, at, rules as Partial<HealthRules>);
    return { health: { ...health } };
  }
  try {
    const { record, effects } = perform(request);
    return { record, state: record.state, effects, view: { ...recordView(record) } };
  } catch (error) {
    if (error instanceof TypeError) return { refused: error.message };
    throw error;
  }
}

/** The machine as a subject in this process. Its answers are plain JSON, as if they came through a pipe. */
export const createReference = (): Subject => ({
  ask: async (request) => replyOf(JSON.parse(JSON.stringify(answer(request)))),
  close: async () => {},
});
