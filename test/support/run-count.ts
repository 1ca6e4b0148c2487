/** How many times as many random cases as usual: `LONG` is 100 in `pnpm test:long`; less than 1 for fewer. */
const LONG = Number(process.env.LONG ?? 1);

/** How many random cases a property is tried with. */
export const runCount = (usual: number): number => Math.ceil(usual * LONG);

/** Whether `pnpm test:everywhere` runs, which tries in a browser what `pnpm test` leaves out. */
export const isEverywhere = process.env.EVERYWHERE !== undefined;
