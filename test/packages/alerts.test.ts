import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, metricsText } from '@mx-member/host';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { Bank } from '../support/bank.ts';

/** Loads the alerts of `deploy` into Prometheus, and fires each of them. */

const PATH = join(import.meta.dirname, '../../deploy/rules.yml');
const RULES: { groups: readonly [{ rules: readonly { alert: string; expr: string }[] }] } = parse(
  readFileSync(PATH, 'utf8'),
);
const { rules } = RULES.groups[0];

const READY = { mx_member_ready: '1x60' };
const calls = (result: string) => `mx_member_calls_total{call="readStatus",result="${result}"}`;

/** The series that fire each alert: a value each minute, for an hour. */
const FIRING: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  MxMemberNobodyReady: {},
  MxMemberStoreFailing: { mx_member_store_failing: '1x60' },
  MxDown: {
    [calls('ok')]: '0+1x60',
    [calls('unreachable')]: '0+60x60',
    'mx_member_unusable_calls_total{cause="certificate"}': '0+60x60',
  },
  MxCallsPaused: { mx_member_calls_paused: '1x60' },
  MxKeysRefused: { [calls('unauthorized')]: '0x30 2x30' },
  MxMemberLate: { mx_member_queue_lag_seconds: '11x60' },
  MxMemberCallsFull: {
    mx_member_calls_in_flight: '95x60',
    mx_member_calls_in_flight_limit: '100x60',
  },
  MxMemberRateLimited: { mx_member_rate_limited_total: '0+6x60', [calls('ok')]: '0+60x60' },
  MxMemberOutcomesUndelivered: { mx_member_undelivered_outcomes: '3x60' },
  MxMemberRecordUnreadable: { 'mx_member_errors_total{place="record"}': '0x30 1x30' },
};

const inputs = (series: Readonly<Record<string, string>>) =>
  Object.entries(series).map(([name, values]) => ({ series: name, values }));

/** Whether the program is installed. With `CI` set it must be. */
function hasPromtool(): boolean {
  try {
    execFileSync('promtool', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    if (process.env.CI) throw new Error('promtool is missing: apt-get install prometheus.');
    return false;
  }
}

test.runIf(hasPromtool())(
  'each alert fires, and a healthy host with a standby fires none',
  async () => {
    expect(Object.keys(FIRING)).toEqual(rules.map(({ alert }) => alert));
    const host = await createHost({ port: new Bank() });
    const healthy = metricsText(host.stats())
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split(/ (?=\S+$)/))
      .map(([series, value]) => ({ series, values: `${value}x60` }));
    await host.close();
    const tests = [
      ...rules.map(({ alert }) => ({
        interval: '1m',
        input_series: inputs(alert === 'MxMemberNobodyReady' ? {} : { ...READY, ...FIRING[alert] }),
        promql_expr_test: rules.map((rule) => ({
          expr: `count(ALERTS{alertname="${rule.alert}",alertstate="firing"}) or vector(0)`,
          eval_time: '32m',
          exp_samples: [{ labels: '{}', value: rule.alert === alert ? 1 : 0 }],
        })),
      })),
      {
        interval: '1m',
        input_series: healthy,
        promql_expr_test: [
          {
            expr: 'count(ALERTS) or vector(0)',
            eval_time: '32m',
            exp_samples: [{ labels: '{}', value: 0 }],
          },
        ],
      },
    ];
    const folder = mkdtempSync(join(tmpdir(), 'mx-member-alerts-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    // JSON is YAML.
    const file = join(folder, 'tests.yml');
    writeFileSync(file, JSON.stringify({ rule_files: [PATH], evaluation_interval: '1m', tests }));
    expect(execFileSync('promtool', ['test', 'rules', file], { encoding: 'utf8' })).toContain(
      'SUCCESS',
    );
  },
);

test('the alerts use only metrics that a host has', async () => {
  const host = await createHost({ port: new Bank() });
  const text = metricsText(host.stats());
  await host.close();
  for (const { expr } of rules)
    for (const [name] of expr.matchAll(/mx_member_\w+/g)) expect(text).toContain(`# TYPE ${name} `);
});
