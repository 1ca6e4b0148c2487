import { createMemberTelemetry } from '@mx-member/adapters/otel';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/** A value of a metric: its attributes as text, and its number; for a histogram, the count and the sum. */
export type Points = Readonly<
  Record<string, number | { readonly count: number; readonly sum: number }>
>;

const labelOf = (attributes: object): string =>
  Object.values(attributes)
    .map((value) => String(value))
    .join(' ');

/** Ids in order, because random numbers repeat while a test has stopped time. */
function countedIds() {
  let count = 0;
  const next = (length: number) => {
    count += 1;
    return count.toString(16).padStart(length, '0');
  };
  return { generateTraceId: () => next(32), generateSpanId: () => next(16) };
}

/** Telemetry that keeps its metrics and spans in memory. */
export function recordedTelemetry(now?: () => number) {
  // It is read on demand, because exporters use timers, which tests stop.
  const reader = new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
    exportIntervalMillis: 2 ** 31 - 1,
  });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const spanExporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(spanExporter)],
    idGenerator: countedIds(),
  });
  const telemetry = createMemberTelemetry({ meterProvider, tracerProvider, ...(now && { now }) });

  /** All current metrics by name. */
  async function metrics(): Promise<Readonly<Record<string, Points>>> {
    const { resourceMetrics, errors } = await reader.collect();
    if (errors.length > 0) throw errors[0];
    const all = resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
    return Object.fromEntries(
      all.map(({ descriptor: { name }, dataPoints }) => [
        name,
        Object.fromEntries(
          dataPoints.map(({ attributes, value }) => [
            labelOf(attributes),
            typeof value === 'number'
              ? value
              : { count: value.count, sum: Number(Object(value).sum) },
          ]),
        ),
      ]),
    );
  }
  return {
    telemetry,
    metrics,
    /** The ended spans. */
    spans: () => spanExporter.getFinishedSpans(),
    /** Everything that leaves the process, as text. */
    everything: async () =>
      JSON.stringify([
        await metrics(),
        spanExporter.getFinishedSpans().map(({ name, attributes, links, events, status }) => ({
          name,
          attributes,
          links,
          events,
          status,
        })),
      ]),
  };
}
