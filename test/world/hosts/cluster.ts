import type { createMemberService } from '@mx-member/restate/service';
import { TerminalError, TimeoutError } from '@restatedev/restate-sdk/fetch';
import type { Life } from '../life.ts';

/**
 * A Restate server in memory, in virtual time: objects with their state and their queue, delayed messages, and a journal for each
 * call. The workers bring their real handlers. When a worker dies, the next one repeats its calls by their journals. `test/restate`
 * runs the same handlers on the real server.
 */

const never = (): Promise<never> => new Promise(() => {});

/** The longest wait of a timer, in ms. A later message would come after the end of every case. */
const MAX_TIMER = 2 ** 31 - 1;
/** When a call that failed is repeated, in ms. */
const RETRY = 50;

type Handler = (context: object, body: unknown) => Promise<unknown>;

/** A service as the SDK describes it. */
interface Definition {
  readonly name: string;
  readonly object?: Readonly<Record<string, Handler>>;
  readonly _handlers: Readonly<Record<string, { readonly _shared?: boolean }>>;
}

interface Target {
  readonly service: string;
  readonly key: string;
  readonly handler: string;
}

interface Invocation extends Target {
  readonly id: string;
  readonly body: string | undefined;
  /** The results of what its handler has done. */
  readonly journal: unknown[];
  readonly result: Deferred;
}

interface Deferred {
  readonly promise: Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (thrown: unknown) => void;
}

function deferred(): Deferred {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  promise.catch(() => {});
  return { promise, resolve, reject };
}

interface Worker {
  readonly life: Life;
  readonly services: ReadonlyMap<string, Definition>;
}

/** A value as it is after a way through JSON. */
const copy = <Value>(value: Value): Value =>
  value === undefined ? value : JSON.parse(JSON.stringify(value));

/** The argument and the options of a message. */
function messageOf(given: readonly unknown[]): { readonly body: unknown; readonly delay: number } {
  const last = Object(given.at(-1)) as { getOpts?: () => { readonly delay?: number } };
  const options = last.getOpts?.();
  return { body: options && given.length === 1 ? undefined : given[0], delay: options?.delay ?? 0 };
}

/** An object of which each method is called as a handler of another object. */
const client = (call: (handler: string, given: readonly unknown[]) => unknown): object =>
  new Proxy(
    {},
    {
      get:
        (_, handler) =>
        (...given: readonly unknown[]) =>
          call(String(handler), given),
    },
  );

export class RestateInMemory {
  readonly #states = new Map<string, Map<string, unknown>>();
  /** The calls of each object that change it, in their order. The first one runs. */
  readonly #queues = new Map<string, Invocation[]>();
  /** The calls that run, or ran when a worker died. */
  readonly #running = new Set<Invocation>();
  readonly #awakeables = new Map<string, Deferred>();
  readonly #repeated = new Map<string, Invocation>();
  #worker: Worker | null = null;
  #count = 0;
  /** Gets all that the server stores. */
  onWrite: (text: string) => void = () => {};

  /** From here on this worker runs all calls. */
  deploy(services: ReturnType<typeof createMemberService>, life: Life): void {
    const all = services as unknown as readonly Definition[];
    this.#worker = { life, services: new Map(all.map((one) => [one.name, one])) };
    for (const invocation of this.#running) void this.#attempt(invocation);
  }

  /** The ingress. */
  async fetch(request: Request): Promise<Response> {
    const [service = '', key = '', handler = ''] = new URL(request.url).pathname
      .slice(1)
      .split('/')
      .map(decodeURIComponent);
    const text = await request.text();
    const idempotencyKey = request.headers.get('idempotency-key');
    const name = `${service}/${key}/${handler}/${idempotencyKey}`;
    const target = { service, key, handler };
    const call = this.#repeated.get(name) ?? this.#invoke(target, text === '' ? undefined : text);
    if (idempotencyKey !== null) this.#repeated.set(name, call);
    const headers = { 'x-restate-id': call.id, 'content-type': 'application/json' };
    try {
      const value = await call.result.promise;
      return new Response(value === undefined ? null : JSON.stringify(value), { headers });
    } catch (thrown) {
      const { code, message } = thrown as TerminalError;
      return new Response(JSON.stringify({ message }), { status: code, headers });
    }
  }

  #invoke(target: Target, body: string | undefined): Invocation {
    this.#count += 1;
    this.onWrite(body ?? '');
    const invocation = {
      ...target,
      id: `inv-${this.#count}`,
      body,
      journal: [],
      result: deferred(),
    };
    if (this.#isShared(target)) this.#begin(invocation);
    else {
      const name = `${target.service}/${target.key}`;
      const queue = this.#queues.get(name) ?? [];
      this.#queues.set(name, [...queue, invocation]);
      if (queue.length === 0) this.#begin(invocation);
    }
    return invocation;
  }

  #isShared({ service, handler }: Target): boolean {
    return this.#worker?.services.get(service)?._handlers[handler]?._shared === true;
  }

  #begin(invocation: Invocation): void {
    this.#running.add(invocation);
    void this.#attempt(invocation);
  }

  #end(invocation: Invocation): void {
    this.#running.delete(invocation);
    const name = `${invocation.service}/${invocation.key}`;
    const [first, ...others] = this.#queues.get(name) ?? [];
    if (first !== invocation) return;
    this.#queues.set(name, others);
    if (others[0]) this.#begin(others[0]);
  }

  /** Runs a call from its beginning. What its journal has is not done again. */
  async #attempt(invocation: Invocation): Promise<void> {
    const worker = this.#worker;
    if (!worker || worker.life.isDead) return;
    const { service, handler, body, result } = invocation;
    const run = worker.services.get(service)?.object?.[handler];
    if (!run) throw new Error(`No worker has ${service}/${handler}.`);
    try {
      const value = await run(this.#contextOf(invocation, worker.life), body && JSON.parse(body));
      await worker.life.reading(() => result.resolve(copy(value)));
    } catch (thrown) {
      await worker.life.reading(() => {});
      if (!(thrown instanceof TerminalError)) {
        setTimeout(() => void this.#attempt(invocation), RETRY);
        return;
      }
      result.reject(thrown);
    }
    this.#end(invocation);
  }

  #send(target: Target, body: unknown, delay: number): void {
    if (delay > MAX_TIMER) return;
    const text = body === undefined ? undefined : JSON.stringify(body);
    if (delay > 0) setTimeout(() => this.#invoke(target, text), delay);
    else this.#invoke(target, text);
  }

  /** What a handler gets. Only what the handlers of the members use is there. */
  #contextOf({ service, key, id, journal }: Invocation, life: Life): object {
    const name = `${service}/${key}`;
    const state = this.#states.get(name) ?? new Map<string, unknown>();
    this.#states.set(name, state);
    let next = 0;
    /** Does something once, and then gives its result from the journal. */
    const once = async (does: string, effect: () => unknown): Promise<unknown> => {
      const index = next++;
      if (index < journal.length) return copy(journal[index]);
      const value = await life.reading(effect);
      await life.through(does, () => {
        journal[index] = copy(value);
        this.onWrite(JSON.stringify(value) ?? '');
      });
      return copy(value);
    };
    /** Does something that gives no result once. */
    const change = (does: string, effect: () => void): void => {
      const index = next++;
      if (index < journal.length) return;
      life.now(does, () => {
        journal[index] = null;
        effect();
      });
    };
    /** Reads, which changes nothing. */
    const read = async (effect: () => unknown): Promise<unknown> => {
      const index = next++;
      if (index >= journal.length) journal[index] = copy(await life.reading(effect));
      return copy(journal[index]);
    };
    const sendClient = ({ name: to }: { readonly name: string }, toKey = '') =>
      client((handler, given) => {
        const { body, delay } = messageOf(given);
        change(`send ${handler}`, () =>
          this.#send({ service: to, key: toKey, handler }, body, delay),
        );
      });
    return {
      key,
      date: { now: () => read(() => Date.now()) },
      request: () => ({ id, attemptCompletedSignal: new AbortController().signal }),
      get: (field: string) => read(() => state.get(field) ?? null),
      stateKeys: () => read(() => [...state.keys()]),
      set: (field: string, value: unknown) =>
        change(`set ${field}`, () => {
          this.onWrite(JSON.stringify(value));
          state.set(field, copy(value));
        }),
      clear: (field: string) => change(`clear ${field}`, () => state.delete(field)),
      clearAll: () => change('clear', () => state.clear()),
      run: (name: string, effect: () => unknown) => once(name, effect),
      objectSendClient: sendClient,
      serviceSendClient: sendClient,
      objectClient: ({ name: to }: { readonly name: string }, toKey: string) =>
        client(async (handler, given) => {
          const index = next++;
          const { body } = messageOf(given);
          const target = { service: to, key: toKey, handler };
          if (index >= journal.length)
            life.now(`call ${handler}`, () => {
              journal[index] = this.#invoke(
                target,
                body === undefined ? body : JSON.stringify(body),
              );
            });
          if (life.isDead) return never();
          const { result } = journal[index] as Invocation;
          return copy(await result.promise);
        }),
      awakeable: () => {
        const awakeable = `awakeable-${id}-${next}`;
        change('awakeable', () => this.#awakeables.set(awakeable, deferred()));
        const { promise } = this.#awakeables.get(awakeable) ?? deferred();
        const orTimeout = (ms: number) =>
          Promise.race([
            promise,
            new Promise((_, reject) => {
              setTimeout(() => reject(new TimeoutError()), ms);
            }),
          ]);
        return { id: awakeable, promise: Object.assign(promise, { orTimeout }) };
      },
      resolveAwakeable: (awakeable: string, value: unknown) =>
        change('resolve', () => this.#awakeables.get(awakeable)?.resolve(copy(value))),
    };
  }
}
