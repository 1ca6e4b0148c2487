import {
  begin,
  type MemberRecord,
  memberMachine,
  memberView,
  restore,
  resume,
  step,
} from '@mx-member/machine';
import { createActor } from 'xstate';
import { type Reply, type Request, replyOf, type Subject } from './subject.ts';

/** What a screen is shown of a record; the output of an ended one is put together by restoring it. */
function viewOf(record: MemberRecord) {
  const { state, context } = record;
  const [phase = '', place] = state.split('.');
  if (place) return memberView(memberMachine.resolveState({ value: { [phase]: place }, context }));
  const options = { snapshot: restore(record), input: { member: context.member, job: null } };
  return memberView(createActor(memberMachine, options).getSnapshot());
}

function perform(request: Request) {
  // The machine checks what it is given, and its complaint is what is asked for here.
  switch (request.do) {
    case 'begin':
      return begin(request.input as Parameters<typeof begin>[0]);
    case 'step':
      return step(...([request.record, request.event] as Parameters<typeof step>));
    case 'resume':
      return resume(request.record as MemberRecord);
  }
}

/** Answers as the machine of this package does. */
export function answer(request: Request): Reply {
  try {
    const { record, effects } = perform(request);
    return { record, state: record.state, effects, view: { ...viewOf(record) } };
  } catch (error) {
    if (error instanceof TypeError) return { refused: error.message };
    throw error;
  }
}

/** The machine itself as a subject, in this process. Its answers are plain JSON, as if they had come through a pipe. */
export const createOwn = (): Subject => ({
  ask: async (request) => replyOf(JSON.parse(JSON.stringify(answer(request)))),
  close: async () => {},
});
