/** Stands for `described.ts` in what a bundler builds for production: nobody inspects the chart there. */
export { CHART as DESCRIBED_CHART } from './chart.ts';
