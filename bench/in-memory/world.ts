import type { MemberPort, Reading } from '@mx-member/machine';

export const MEMBER = { userGuid: 'USR-1', memberGuid: 'MBR-1' };

const ISO = '2026-01-01T00:00:00Z';
/** The proof that the job succeeded. Without it the machine polls longer. */
const ENDED = { successfullyAggregatedAt: '2026-01-01T00:00:05Z' };
const show = (connectionStatus: string, isBeingAggregated: boolean): Reading => ({
  connectionStatus,
  isBeingAggregated,
  challenges: [],
  aggregatedAt: ISO,
  successfullyAggregatedAt: null,
});

/** MX without a network: a job with one question. Every reply is a new object, like a reply from a network. */
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

/** A clock whose timers are due at once, so that waiting costs the same for all contenders. */
export const clock = {
  setTimeout: (fn: (...args: unknown[]) => void): NodeJS.Immediate => setImmediate(fn),
  clearTimeout: (timer: NodeJS.Immediate): void => clearImmediate(timer),
};
