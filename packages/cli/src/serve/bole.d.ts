/** Types for the part of bole that is used, because bole has none. */
declare module 'bole' {
  interface Log {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  }
  interface Bole {
    (name: string): Log;
    output(options: { readonly level: string; readonly stream: NodeJS.WritableStream }): void;
    reset(): void;
  }
  const bole: Bole;
  export default bole;
}
