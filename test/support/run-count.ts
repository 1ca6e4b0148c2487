/** How many times as many random cases as usual: `LONG` is 100 in `pnpm test:long`; less than 1 for fewer. */
const LONG = Number(process.env.LONG ?? 1);

/** How many random cases a property is tried with. */
export const runCount = (usual: number): number => Math.ceil(usual * LONG);

/** How long a test may take, in ms. */
export const timeout = (usual: number): number => usual * Math.max(1, LONG);
