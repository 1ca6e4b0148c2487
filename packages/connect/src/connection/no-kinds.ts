/** Stands for `kinds.ts` in what a bundler builds for production, where nothing checks options. */
export const CONNECTION_KINDS = {};
