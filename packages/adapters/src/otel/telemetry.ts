import { checkOptions, faultCodeOf, type MemberObserver } from '@mx-member/machine/hosting';
import type { Call, CallOptions, MemberId, MemberPort } from '@mx-member/machine/step';
import { type MeterProvider, metrics, type TracerProvider, trace } from '@opentelemetry/api';
import { VERSION } from '../version.ts';
import { createInstruments } from './instruments.ts';
import { Lifecycle, secondsFrom } from './lifecycle.ts';

/** The instrumentation scope of all metrics and spans. */
const SCOPE = '@mx-member/adapters';

/** How many webhooks can wait for the next poll of their member. Beyond that, the oldest are dropped. */
const MAX_WEBHOOKS = 10_000;

/** Options of {@link createMemberTelemetry}. */
export interface MemberTelemetryOptions {
  /** @default the global meter provider */
  readonly meterProvider?: MeterProvider;
  /** @default the global tracer provider */
  readonly tracerProvider?: TracerProvider;
  /** The clock, in ms since 1970. @default Date.now */
  readonly now?: () => number;
}

/** Metrics and spans of all members in a process. They do not contain a guid, an answer, a credential or a question. */
export interface MemberTelemetry extends MemberObserver {
  /** Wraps a port to count its calls. Pass the result to the actors or to the host. */
  observePort(port: MemberPort): MemberPort;
  /**
   * Call it when a webhook about a member arrives. It records the time until the next poll has ended. It needs
   * `observePort`.
   */
  onWebhook(member: MemberId): void;
}

const OPTIONS = ['meterProvider', 'tracerProvider', 'now'] as const;

const keyOf = ({ userGuid, memberGuid }: MemberId): string =>
  JSON.stringify([userGuid, memberGuid]);

/**
 * Creates metrics and spans for OpenTelemetry. Create one for each process, after the OpenTelemetry SDK has started.
 * `docs/otel.md` lists the names.
 *
 * ```ts
 * const telemetry = createMemberTelemetry();
 * const port = telemetry.observePort(mx);
 * observeMember(actor, telemetry);                          // An actor, or
 * const host = await createHost({ port, observer: telemetry }); // all members of a host.
 * ```
 *
 * @throws {TypeError} when an option is wrong.
 */
export function createMemberTelemetry(options: MemberTelemetryOptions = {}): MemberTelemetry {
  checkOptions('createMemberTelemetry', options, OPTIONS);
  const { meterProvider = metrics, tracerProvider = trace, now = () => Date.now() } = options;
  const instruments = createInstruments(meterProvider.getMeter(SCOPE, VERSION));
  const tracer = tracerProvider.getTracer(SCOPE, VERSION);
  const lifecycles = new Map<string, Lifecycle>();
  const webhooks = new Map<string, number>();

  function polled(member: MemberId): void {
    const key = keyOf(member);
    const from = webhooks.get(key);
    if (from === undefined) return;
    webhooks.delete(key);
    instruments.webhookDelay.record(secondsFrom(from, now()));
  }

  async function counted<Result>(
    call: Call,
    { signal }: CallOptions,
    make: () => Promise<Result>,
  ): Promise<Result> {
    const name = { 'mx_member.call': call };
    try {
      const result = await make();
      instruments.calls.add(1, name);
      return result;
    } catch (thrown) {
      const code = signal?.aborted ? 'aborted' : faultCodeOf(thrown);
      instruments.calls.add(1, { ...name, 'error.type': code });
      throw thrown;
    }
  }

  return {
    onView(member, view) {
      const key = keyOf(member);
      const known = lifecycles.get(key);
      if (view === null) known?.leave(now());
      else if (known || view.outcome === null) {
        const lifecycle = known ?? new Lifecycle(instruments, tracer, now());
        lifecycles.set(key, lifecycle);
        lifecycle.show(view, now());
      }
      if (view === null || view.outcome !== null) lifecycles.delete(key);
    },

    observePort: (port) => ({
      startJob: (request, options = {}) =>
        counted('startJob', options, () => port.startJob(request, options)),
      readStatus: (request, options = {}) =>
        counted('readStatus', options, () => port.readStatus(request, options)).finally(() =>
          polled(request.member),
        ),
      submitAnswers: (request, options = {}) =>
        counted('submitAnswers', options, () => port.submitAnswers(request, options)),
    }),

    onWebhook(member) {
      const key = keyOf(member);
      if (webhooks.has(key)) return;
      webhooks.set(key, now());
      const [oldest] = webhooks.keys();
      if (webhooks.size > MAX_WEBHOOKS && oldest !== undefined) webhooks.delete(oldest);
    },
  };
}
