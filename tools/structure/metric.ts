/** A measured value. */
export interface Metric {
  readonly name: string;
  readonly value: number;
  /** The places that count, as `path:line what`. */
  readonly places: readonly string[];
}

/** A metric whose value is the number of its places. */
export const counted = (name: string, places: readonly string[]): Metric => ({
  name,
  value: places.length,
  places,
});

/** What was measured in one tree. */
export interface Measured {
  /** What is always wrong. One place fails the check. */
  readonly faults: readonly Metric[];
  /** What grows and shrinks with the code. It fails nothing. */
  readonly sizes: readonly Metric[];
}

const listed = ({ places }: Metric): string[] => places.map((place) => `        ${place}`);

/** Whether something is wrong, with a line for each fault and each of its places. */
function faultLines(faults: readonly Metric[], all: boolean): string[] {
  return faults.flatMap((metric) => {
    const { name, value } = metric;
    const line = value === 0 ? `ok     ${name}: none` : `WRONG  ${name}: ${value}`;
    return all || value > 0 ? [line, ...listed(metric)] : [line];
  });
}

const difference = (now: number, then: number): string =>
  now === then ? '' : `  ${now > then ? '+' : '−'}${Math.abs(now - then)}`;

/**
 * A line for each metric.
 * @param before The sizes of an earlier commit, and its name. `null` without one.
 * @param all Whether every metric is followed by its places.
 */
export function report(
  { faults, sizes }: Measured,
  before: { readonly commit: string; readonly sizes: readonly Metric[] } | null,
  all: boolean,
): string {
  const then = new Map(before?.sizes.map(({ name, value }) => [name, value]));
  const width = Math.max(...sizes.map(({ name }) => name.length));
  const head = before
    ? `\nSizes here, in ${before.commit}, and the difference:`
    : '\nSizes. Nothing to compare with:';
  return [
    ...faultLines(faults, all),
    head,
    ...sizes.flatMap((metric) => {
      const { name, value } = metric;
      const old = then.get(name);
      const compared =
        old === undefined ? '' : `${String(old).padStart(6)}${difference(value, old)}`;
      const line = `  ${name.padEnd(width)} ${String(value).padStart(6)}${compared}`;
      return all ? [line, ...listed(metric)] : [line];
    }),
  ].join('\n');
}
