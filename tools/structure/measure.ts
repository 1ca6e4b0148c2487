import type { Measured } from './metric.ts';
import { decisions, ruleNames } from './metrics/decisions.ts';
import { longFunctions } from './metrics/functions.ts';
import { contextFields, xstateImports } from './metrics/machine.ts';
import { publicNames, sharedNames } from './metrics/names.ts';
import { roomFaults } from './metrics/rooms.ts';
import { ORDER } from './order.ts';
import type { Tree } from './tree.ts';

/** Measures the repository. */
export const measure = (tree: Tree): Measured => ({
  faults: [...roomFaults(tree, ORDER), longFunctions(tree), xstateImports(tree)],
  sizes: [
    decisions(tree),
    ruleNames(tree),
    contextFields(tree),
    publicNames(tree),
    sharedNames(tree),
  ],
});
