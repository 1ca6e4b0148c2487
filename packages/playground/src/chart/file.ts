import type { ChartFile } from './drawing.ts';
import layout from './layout.json' with { type: 'json' };

/** The chart of the machine. `pnpm generate` makes it from the machine. */
export const LAYOUT = layout as ChartFile;
