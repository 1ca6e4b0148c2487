import type { Attributes, Counter, Histogram, Meter, UpDownCounter } from '@opentelemetry/api';

/** The names and units of all metrics. `docs/otel.md` describes them for people who write alerts. */

/** In seconds: from the duration of a poll to the longest wait for a user. */
const BOUNDARIES = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600];

export interface Instruments {
  readonly active: UpDownCounter<Attributes>;
  readonly phaseDuration: Histogram<Attributes>;
  readonly lifecycleDuration: Histogram<Attributes>;
  readonly rounds: Counter<Attributes>;
  readonly calls: Counter<Attributes>;
  readonly answersLost: Counter<Attributes>;
  readonly verdicts: Counter<Attributes>;
  readonly webhookDelay: Histogram<Attributes>;
}

export function createInstruments(meter: Meter): Instruments {
  const seconds = (name: string, description: string) =>
    meter.createHistogram(name, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: BOUNDARIES },
    });
  return {
    active: meter.createUpDownCounter('mx_member.active', {
      description: 'Members with an unfinished lifecycle, by state.',
      unit: '{member}',
    }),
    phaseDuration: seconds('mx_member.phase.duration', 'Time that members spent in a state.'),
    lifecycleDuration: seconds(
      'mx_member.lifecycle.duration',
      'Time from the first view to the outcome.',
    ),
    rounds: meter.createCounter('mx_member.rounds', {
      description: 'Rounds of questions that banks asked.',
      unit: '{round}',
    }),
    calls: meter.createCounter('mx_member.calls', {
      description: 'Calls of the port, by call and fault code.',
      unit: '{call}',
    }),
    answersLost: meter.createCounter('mx_member.answers.lost', {
      description: 'Answers that may or may not have reached MX.',
      unit: '{answer}',
    }),
    verdicts: meter.createCounter('mx_member.verdicts', {
      description: 'Rules that decided about members.',
      unit: '{verdict}',
    }),
    webhookDelay: seconds(
      'mx_member.webhook.delay',
      'Time from a webhook to the end of the next poll of its member.',
    ),
  };
}
