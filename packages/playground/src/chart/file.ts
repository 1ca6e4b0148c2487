import type { ChartFile } from './drawing.ts';
import layout from './layout.json' with { type: 'json' };

/** The machine's chart, laid out by `pnpm layout`; a test fails when it is not up to date. */
export const LAYOUT = layout as ChartFile;
