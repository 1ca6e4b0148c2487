import { LIMITS, ORDER, SAME_NAMES } from './limits.ts';
import type { Metric } from './metric.ts';
import { decisions, ruleNames } from './metrics/decisions.ts';
import { equalFunctions } from './metrics/equal-functions.ts';
import { contextFields, stepNames, xstateImports } from './metrics/machine.ts';
import { sameNames } from './metrics/names.ts';
import { textPatches } from './metrics/patches.ts';
import { roomMetrics } from './metrics/rooms.ts';
import { ruleComparisons } from './metrics/rules.ts';
import { longFiles, longFunctions } from './metrics/sizes.ts';
import type { Tree } from './tree.ts';

/** Measures the repository. */
export function measure(tree: Tree): Metric[] {
  return [
    ...roomMetrics(tree, LIMITS, ORDER),
    longFunctions(tree, LIMITS.functionsOver80),
    ...longFiles(tree, { sources: LIMITS.filesOver300, tests: LIMITS.testsOver300 }),
    ...sameNames(
      tree,
      { names: LIMITS.names, withoutReason: LIMITS.namesWithoutReason },
      SAME_NAMES,
    ),
    equalFunctions(tree, LIMITS.equalFunctions),
    ruleComparisons(tree, LIMITS.ruleComparisons),
    xstateImports(tree, LIMITS.xstateImports),
    contextFields(tree, LIMITS.contextFields),
    ruleNames(tree, LIMITS.ruleNames),
    decisions(tree, LIMITS.decisions),
    stepNames(tree, LIMITS.stepNames),
    textPatches(tree, LIMITS.textPatches),
  ];
}
