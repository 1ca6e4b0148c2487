/** Where the traces are from. */
export const SOURCES = {
  simulator: {
    stamp: 'SIMULATOR',
    cannotShow:
      'The simulator behaves by these beliefs, so a belief that is seen here says nothing about MX: this page shows only that trace, model and simulator fit together.',
  },
  'test-bank': {
    stamp: 'MX TEST BANK',
    cannotShow:
      'MX Bank is a bank that MX plays. It shows what MX does with questions, answers and failures. It does not show how long a real bank takes, what a bank does while it is down, which words it uses, when it blocks an account, or what happens over months: the daily job, an ended consent, a change of the login page.',
  },
  production: {
    stamp: 'PRODUCTION',
    cannotShow:
      'A trace does not contain answers and passwords, so it does not show whether an answer was right. It shows only what happened to these members: a belief that nobody met may be wrong.',
  },
} as const;

export type TraceSource = keyof typeof SOURCES;

export const SOURCE_NAMES = Object.keys(SOURCES) as readonly TraceSource[];
