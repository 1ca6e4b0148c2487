/** The greatest values that pass. Each may only be lowered. */
export const LIMITS = {
  floors: {},
  floorsElsewhere: 8,
  circles: { playground: 3 },
  up: 0,
  functionsOver80: 5,
  filesOver300: 2,
  names: 15,
  namesWithoutReason: 8,
  equalFunctions: 0,
  ruleComparisons: 2,
  xstateImports: 0,
  contextFields: 32,
  stepNames: 104,
  textPatches: 0,
};

/** The rooms of a package from the lowest on; a room imports only rooms before it. Files beside them may import all. */
export const ORDER = {
  machine: ['data', 'mx', 'rules', 'memory', 'chart', 'hosting', 'xstate'],
};

/** Exported names that more than one file defines, and why that is right. */
export const SAME_NAMES: Readonly<Record<string, string>> = {};
