/** Stands for `checked-options.ts` in what a bundler builds for production: whoever wrote the options has seen the errors. */
export function checkOptions(): void {}

/** Stands for the check of a port, in the same way. */
export function checkPort(): void {}
