import { type HostStats, isReady } from './stats.ts';

/**
 * The text format of Prometheus (version 0.0.4), written by hand, because a client library would add a registry that
 * the host does not need.
 */

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

function family(
  name: string,
  type: 'gauge' | 'counter',
  help: string,
  samples: readonly Sample[],
): string {
  const lines = samples.map(([labels, value]) => {
    const written = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    return `mx_member_${name}${written.length > 0 ? `{${written.join(',')}}` : ''} ${value}\n`;
  });
  return `# HELP mx_member_${name} ${help}\n# TYPE mx_member_${name} ${type}\n${lines.join('')}`;
}

const one = (value: number): readonly Sample[] => [[{}, value]];
const by = (label: string, counts: Readonly<Record<string, number>>): readonly Sample[] =>
  Object.entries(counts).map(([text, value]) => [{ [label]: text }, value]);

/** How lifecycles end, and which logins wait for a yes. */
const endings = ({ outcomes, held }: HostStats): readonly string[] => [
  family(
    'outcomes_total',
    'counter',
    'Outcomes, by reason. The reason of a success is connected.',
    by('reason', outcomes),
  ),
  family(
    'held_logins_total',
    'counter',
    'New credentials that were held back until a yes of the person, by reason.',
    by('why', held),
  ),
];

/**
 * The metrics of a host, as text for Prometheus. Labels never contain a guid.
 *
 * ```ts
 * new Response(metricsText(host.stats()), { headers: { 'content-type': 'text/plain; version=0.0.4' } });
 * ```
 */
export function metricsText(stats: HostStats): string {
  const { calls, errors, lag, late, inFlight, maxInFlight, undelivered } = stats;
  const ended = Object.entries(calls).flatMap(([call, counts]) =>
    Object.entries(counts).map(([result, value]): Sample => [{ call, result }, value]),
  );
  const refused = Object.values(calls).reduce((sum, { rateLimited = 0 }) => sum + rateLimited, 0);
  return [
    family(
      'ready',
      'gauge',
      '1 while the host accepts starts and answers.',
      one(Number(isReady(stats))),
    ),
    family('members', 'gauge', 'Running members, by state.', by('state', stats.members)),
    family(
      'queue_lag_seconds',
      'gauge',
      'Wait of the member that has been due the longest.',
      one(lag / 1_000),
    ),
    family(
      'late_members',
      'gauge',
      'Members that have waited longer than 10 s for their turn.',
      one(late),
    ),
    family('calls_in_flight', 'gauge', 'Running calls to MX.', one(inFlight)),
    family(
      'calls_in_flight_limit',
      'gauge',
      'Maximum number of calls to MX at the same time.',
      one(maxInFlight),
    ),
    family(
      'calls_per_second_limit',
      'gauge',
      'Maximum number of calls that start in a second, as learned from MX.',
      one(stats.perSecond),
    ),
    family(
      'calls_paused',
      'gauge',
      '1 while MX refuses the API key and calls are paused.',
      one(Number(stats.isPaused)),
    ),
    family('calls_total', 'counter', 'Ended calls to MX, by call and result.', ended),
    family(
      'unusable_calls_total',
      'counter',
      'Calls to MX without a usable reply, by cause.',
      by('cause', stats.failures),
    ),
    family('rate_limited_total', 'counter', 'Calls that MX answered with 429.', one(refused)),
    family(
      'undelivered_outcomes',
      'gauge',
      'Outcomes that onEnded has not acknowledged.',
      one(undelivered),
    ),
    ...endings(stats),
    family(
      'store_failing',
      'gauge',
      '1 if the store does not save records at the moment.',
      one(Number(stats.isStoreFailing)),
    ),
    family(
      'errors_total',
      'counter',
      'Errors, by place. The place of errors of the store is store.',
      by('place', errors),
    ),
  ].join('');
}

/** The content type of {@link metricsText}. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
