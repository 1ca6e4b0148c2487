/** The version of this package, from `package.json`. */
export const VERSION = '0.2.0';
