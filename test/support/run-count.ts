/** The factor for the number of random cases. `LONG` is 100 in `pnpm test:long`; a value below 1 means fewer cases. */
const LONG = Number(process.env.LONG ?? 1);

/** The number of random cases of a property. */
export const runCount = (usual: number): number => Math.ceil(usual * LONG);

/** Whether `pnpm test:everywhere` runs. It runs the browser tests that `pnpm test` leaves out. */
export const isEverywhere = process.env.EVERYWHERE !== undefined;
