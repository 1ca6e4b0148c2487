import type { ChartFile } from './drawing.ts';
import layout from './layout.json' with { type: 'json' };

/** The chart of the machine. `pnpm layout` writes it, and a test fails if it is out of date. */
export const LAYOUT = layout as ChartFile;
