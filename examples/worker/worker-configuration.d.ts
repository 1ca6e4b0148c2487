/** The part of the output of `wrangler types` that the worker uses. */

type Remote<T, Method extends keyof T> = {
  [M in Method]: T[M] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

interface Env {
  readonly MX_CLIENT_ID?: string;
  readonly MX_API_KEY?: string;
  /** An address to use instead of MX's integration environment. */
  readonly MX_URL?: string;
  readonly MEMBERS: {
    getByName(name: string): Remote<import('./worker.ts').Member, 'begin' | 'view' | 'tell'>;
  };
}

interface DurableObjectState {
  blockConcurrencyWhile<T>(work: () => Promise<T>): Promise<T>;
  readonly storage: {
    get<T>(key: string): Promise<T | undefined>;
    put(key: string, value: unknown): Promise<void>;
    setAlarm(at: number): Promise<void>;
  };
}

declare module 'cloudflare:workers' {
  export abstract class DurableObject<E> {
    protected readonly ctx: DurableObjectState;
    protected readonly env: E;
    constructor(ctx: DurableObjectState, env: E);
    alarm?(): void | Promise<void>;
  }
}
