/** Stands for `checked-options.ts` in what a bundler builds for production: whoever wrote the options has seen the errors. */
export function checkOptions(): void {}
