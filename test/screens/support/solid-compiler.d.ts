/** The part of Solid's compiler that the tests use. It has no types. */
declare module 'babel-preset-solid' {
  const preset: object;
  export default preset;
}

declare module '@babel/core' {
  export function transformAsync(
    code: string,
    options: {
      readonly presets: readonly (readonly object[])[];
      readonly configFile: false;
      readonly babelrc: false;
    },
  ): Promise<{ readonly code?: string | null } | null>;
}
