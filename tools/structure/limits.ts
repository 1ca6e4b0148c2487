/** The highest allowed values. Each may only be lowered. */
export const LIMITS = {
  /** The number of rooms on the longest way down through a package. */
  floors: 8,
  roomsInCircles: 0,
  importsUp: 0,
  functionsOver80: 0,
  filesOver300: 4,
  testsOver300: 11,
  names: 15,
  namesWithoutReason: 0,
  equalFunctions: 0,
  ruleComparisons: 0,
  xstateImports: 0,
  contextFields: 32,
  ruleNames: 23,
  /** Branches by which `judge` says what a reading means. */
  decisions: 90,
  stepNames: 104,
  textPatches: 0,
};

/** The rooms of a package from the lowest up. A room imports only rooms before it. Files beside the rooms may import all. */
export const ORDER = {
  host: ['members', 'schedule', 'store', 'sqlite', 'postgres', 'testing'],
  machine: ['data', 'mx', 'rules', 'memory', 'chart', 'trace', 'hosting', 'xstate'],
  simulator: ['bank', 'accounts', 'http', 'webhooks'],
};

/** Exported names that more than one file defines, each with a reason. */
export const SAME_NAMES: Readonly<Record<string, string>> = {
  CONNECTION_KINDS: 'A build for production, which checks no options, takes the empty one.',
  checkOptions: 'A build for production takes the one that checks nothing.',
  checkPort: 'A build for production takes the one that checks nothing.',
  SealedFor: 'The member and prompt of a sealed answer. The MX client adds the signal of its call.',
};
