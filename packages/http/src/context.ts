/** What a server passes to the functions of its operator, besides the request. */
export interface AskOptions<Context> {
  /** Aborts when the time limit has passed, or when the caller has left. */
  readonly signal: AbortSignal;
  /** What you passed to the handler as its second argument, for example the user of your framework's session. */
  readonly context: Context;
}

/**
 * A handler for any framework that uses `Request` and `Response`. If `Context` is given, the handler takes it as its
 * second argument, and passes it to your functions unchanged.
 */
export type RequestHandler<Context = undefined> = (
  request: Request,
  ...rest: [Context] extends [undefined] ? [] : [context: Context]
) => Promise<Response>;

/** A request with the context that came with it. */
export interface Incoming<Context> {
  readonly request: Request;
  readonly context: Context;
}

/** @returns The function that a framework calls. */
export const toHandler =
  <Context>(handle: (incoming: Incoming<Context>) => Promise<Response>): RequestHandler<Context> =>
  (request, ...[context]) =>
    handle({ request, context: context as Context });
