import { styleText } from 'node:util';
import {
  BACKEND_RULES,
  type BackendFinding,
  type BackendRuleName,
  type RuleJudgement,
  spell,
} from '@mx-member/simulator/world';
import { counted } from '../../common/counted.ts';
import type { Write } from '../../common/io.ts';
import type { ProgressBar } from '../../common/progress-bar.ts';
import { type ScenarioResult, scenarioOutcome } from '../scenarios/scenario-result.ts';
import { NO_VERSION, type RunReport, summaryOf } from './summary.ts';

const LABELS = {
  passed: styleText('green', 'passed'),
  failed: styleText('red', 'FAILED'),
  notChecked: styleText('yellow', 'not checked'),
} as const;

/** How many findings of a rule are shown per scenario. */
const MOST_SHOWN = 3;

const requestLine = ({ method, path, at, fields }: BackendFinding['requests'][number]): string =>
  `    ${method} ${path} at ${spell(at)}${fields.length > 0 ? `, with ${fields.join(', ')}` : ''}`;

function judgementLines(name: BackendRuleName, judgement: RuleJudgement): readonly string[] {
  const { title, rule, remedy } = BACKEND_RULES[name];
  if (judgement.outcome === 'passed') return [`  ${LABELS.passed} ${name}: ${judgement.evidence}`];
  if (judgement.outcome === 'notChecked')
    return [`  ${LABELS.notChecked} ${name}: ${judgement.missing}`];
  const more = judgement.findings.length - MOST_SHOWN;
  return [
    `  ${LABELS.failed} ${name}: ${title}`,
    ...judgement.findings
      .slice(0, MOST_SHOWN)
      .flatMap(({ what, requests }) => [`    ${what}`, ...requests.map(requestLine)]),
    ...(more > 0 ? [`    And ${more} more like this; --json has all of them.`] : []),
    `    Rule: ${rule}`,
    `    Do: ${remedy}`,
  ];
}

/** The result of one scenario, as lines. */
export const resultLines = (result: ScenarioResult): readonly string[] => [
  `${LABELS[scenarioOutcome(result)]} ${result.scenario.name}: ${result.scenario.about}`,
  ...result.judgements.flatMap(({ rule, judgement }) => judgementLines(rule, judgement)),
  ...(result.endedByItself ? ['  The server ended by itself in this scenario.'] : []),
  '',
];

const sentence = ({ passed, failed, notChecked }: ReturnType<typeof summaryOf>): string => {
  const total = passed + failed + notChecked;
  const rest = notChecked > 0 ? ` ${notChecked} could not be checked.` : '';
  return failed === 0
    ? `${styleText('green', `No rule was broken in ${passed} of ${counted(total, 'scenario')}.`)}${rest}`
    : `${styleText('red', `Rules were broken in ${failed} of ${counted(total, 'scenario')}.`)}${rest}`;
};

/** How many scenarios have been played, and the names of the running ones. */
export interface Running {
  readonly done: number;
  readonly of: number;
  readonly names: readonly string[];
}

/** Lines for people. */
export function createTextRunReport(
  write: Write,
  bar: ProgressBar | null,
  running: () => Running,
): RunReport {
  const lines = (texts: readonly string[]) => write(texts.map((text) => `${text}\n`).join(''));
  const draw = () => {
    const { done, of, names } = running();
    if (done < of) bar?.draw(done, of, names.join(', '));
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    begin({ scenarios, leftOut }, most) {
      const names = leftOut.map(({ name }) => name).join(' and ');
      lines([
        `${counted(scenarios.length, 'scenario')}. This takes at most ${spell(most)}.`,
        ...(names === '' ? [] : [`Left out without --webhooks: ${names}.`]),
        '',
      ]);
      if (bar) timer = setInterval(draw, 1_000);
    },
    result(result) {
      bar?.clear();
      lines(resultLines(result));
      draw();
    },
    end(results) {
      bar?.clear();
      const summary = summaryOf(results);
      if (summary.requestsWithoutVersion > 0) lines([NO_VERSION, '']);
      lines([sentence(summary)]);
    },
    close() {
      clearInterval(timer);
      bar?.clear();
    },
  };
}
