import { withTimeout } from '@mx-member/http/web';
import { type Answer, type MemberId, type MemberPort, MxError } from '@mx-member/machine/step';
import type { Open, SealedFor } from '../../seal.ts';

/** The port of a worker. It sends a start or answers at most once, and opens answers just before. */

export interface GuardOptions {
  readonly port: MemberPort;
  readonly open: Open;
  /** Called with the errors of `open`. */
  readonly onError: (thrown: unknown, where: 'open') => void;
}

/** The lifecycle and prompt that answers must have been sealed for. */
export type Sealing = Required<Pick<SealedFor, 'lifecycle' | 'prompt'>>;

/** The time limit for opening answers, in ms. */
const MAX_OPEN = 10_000;

/**
 * @param take Asks whether this attempt may send its command.
 * @returns A port that throws `unreachable` for a start, and `lost` for answers, if another attempt may have sent them.
 */
export function guardPort(
  { port, open, onError }: GuardOptions,
  sealing: Sealing,
  take: () => Promise<boolean>,
): MemberPort {
  return {
    readStatus: (request, options) => port.readStatus(request, options),
    async startJob(request, options) {
      if (!(await take())) throw new MxError('unreachable');
      return port.startJob(request, options);
    },
    async submitAnswers({ member, answers }, options) {
      const opened = await openAnswers(answers, { member, ...sealing }, open).catch((thrown) => {
        onError(thrown, 'open');
        throw new MxError('notSent');
      });
      if (!(await take())) throw new MxError('lost');
      // Opened answers are not enumerable, so that serializing the request does not include them.
      const request = Object.defineProperty({ member }, 'answers', { value: opened });
      return port.submitAnswers(request as { member: MemberId; answers: typeof opened }, options);
    },
  };
}

const openAnswers = (
  answers: readonly Answer[],
  sealedFor: Sealing & { readonly member: MemberId },
  open: Open,
): Promise<readonly Answer[]> =>
  withTimeout(MAX_OPEN, (signal) =>
    Promise.all(
      answers.map(async ({ guid, sealed = '' }) => ({
        guid,
        value: await open(sealed, { ...sealedFor, guid, signal }),
      })),
    ),
  );
