import type {
  Answer,
  AnswersRequest,
  Job,
  MemberContext,
  StartRequest,
  StatusRequest,
} from '../data/types.ts';
import { resumableRecord } from '../memory/resumable.ts';
import { resolveAnswers } from '../mx/answers.ts';
import { requestOfAnswers } from '../mx/port.ts';
import { startBy } from '../rules/timing.ts';

/** The requests of the three calls. */

interface Args {
  readonly context: MemberContext;
  readonly event: object;
}

export const startRequest = ({ context }: Args): StartRequest =>
  Object.defineProperty(
    {
      member: context.member,
      // `starting` is only entered with a job.
      job: context.job as Job,
      notAfter: startBy(context),
    },
    'record',
    { get: () => resumableRecord('aggregating.starting', context) },
  );

export const statusRequest = ({ context }: Pick<Args, 'context'>): Required<StatusRequest> => ({
  member: context.member,
  // Before a start mostly nothing runs: one request then says how the last job has ended.
  expects: context.phase === 'resumed' || context.pendingStart === 'due' ? 'end' : 'any',
});

/**
 * The answers go straight from the event to the call. XState keeps a call's input while the call runs, persists it, and
 * shows it to inspectors. All of these see only enumerable properties, so an answer is not enumerable unless it is
 * sealed.
 */
export function answersRequest({ context, event }: Args): AnswersRequest {
  const { answers } = event as { readonly answers: readonly Answer[] };
  const resolved = resolveAnswers(context, answers, context.answerWith);
  return requestOfAnswers(context.member, resolved, {
    get: () => resumableRecord('resumed.submitting', context),
  });
}
