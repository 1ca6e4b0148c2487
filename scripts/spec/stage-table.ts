import { type PortStage, STAGES, stageOf } from '../../packages/cli/src/conformance/stages.ts';
import { codes, table } from './markdown.ts';
import type { Vector } from './vector.ts';

/** What a port needs for each stage, with links into README.md. */
const CHAPTERS: Readonly<Record<Exclude<PortStage, 'health'>, string>> = {
  begin:
    '[what is remembered](#what-is-remembered), `begin` and its effects in [events](#events), [how long to wait](#how-long-to-wait), [the view](#the-view)',
  polls:
    '[judging a reading](#judging-a-reading), [where a verdict leads](#where-a-verdict-leads), [limits](#limits), `ends`',
  start: '`taken` in [calls and time](#calls-and-time), [r as a baseline](#judging-a-reading)',
  answers: '[checking answers](#checking-answers), `answersTaken`',
  cancel: '`ends`, the order of effects',
  hints: '`acceptsHint`, `canReadNow`',
  faults: '`failed` and `fault` in [calls and time](#calls-and-time)',
  recover: 'the end of [recover](#recover)',
  refusals:
    'the schemas of input, event and record, and the beginning of [recover](#recover): damaged records and malformed events',
};

/** In each stage: what a port learns, where it is described, and how many vectors there are up to its end. */
export function stageTable(vectors: readonly Vector[]): string {
  const stages = vectors.map((vector) => stageOf(vector));
  let sum = 0;
  return table(
    ['stage', 'new requests', 'what to write', 'vectors so far'],
    STAGES.filter(({ name }) => name !== 'health').map(({ name, requests }) => {
      sum += stages.filter((stage) => stage === name).length;
      return [name, codes(requests), CHAPTERS[name as Exclude<PortStage, 'health'>], String(sum)];
    }),
  );
}
