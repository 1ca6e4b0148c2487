/** A measured value, with its limit. */
export interface Metric {
  readonly name: string;
  readonly value: number;
  /** The highest allowed value. */
  readonly limit: number;
  /** The places that count, as `path:line what`. */
  readonly places: readonly string[];
}

/** A metric whose value is the number of its places. */
export function counted(name: string, limit: number, places: readonly string[]): Metric {
  return { name, value: places.length, limit, places };
}

export const exceeds = ({ value, limit }: Metric): boolean => value > limit;

/** A line for each metric. A metric over its limit is followed by its places; with `all`, every metric is. */
export function report(metrics: readonly Metric[], { all }: { readonly all: boolean }): string {
  const width = Math.max(...metrics.map(({ name }) => name.length));
  return metrics
    .flatMap((metric) => {
      const { name, value, limit, places } = metric;
      const state = exceeds(metric) ? 'OVER' : value < limit ? 'low ' : 'ok  ';
      const line = `${state}  ${name.padEnd(width)}  ${value} of at most ${limit}`;
      return all || exceeds(metric) ? [line, ...places.map((place) => `        ${place}`)] : [line];
    })
    .join('\n');
}
