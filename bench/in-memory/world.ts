import type { MemberPort, Reading } from '@mx-member/machine';

export const MEMBER = { userGuid: 'USR-1', memberGuid: 'MBR-1' };

const ISO = '2026-01-01T00:00:00Z';
/** The proof that the job has ended well: without it the machine asks for longer. */
const ENDED = { successfullyAggregatedAt: '2026-01-01T00:00:05Z' };
const show = (connectionStatus: string, isBeingAggregated: boolean): Reading => ({
  connectionStatus,
  isBeingAggregated,
  challenges: [],
  aggregatedAt: ISO,
  successfullyAggregatedAt: null,
});

/** MX without a network: a job with one question. Every answer is a new object, as one from a network would be. */
export function createPort(): MemberPort {
  let isAnswered = false;
  return {
    startJob: async () => show('CREATED', true),
    readStatus: async () =>
      isAnswered
        ? { ...show('CONNECTED', false), ...ENDED }
        : {
            ...show('CHALLENGED', true),
            challenges: [{ guid: 'CRD-1', type: 'TEXT', label: 'Which city?', options: [] }],
          },
    submitAnswers: async () => {
      isAnswered = true;
      return show('RESUMED', true);
    },
  };
}

/** Timers that are due at once, so that waiting costs the same for everyone and takes no time. */
export const clock = {
  setTimeout: (fn: (...args: unknown[]) => void): NodeJS.Immediate => setImmediate(fn),
  clearTimeout: (timer: NodeJS.Immediate): void => clearImmediate(timer),
};
