import {
  begin,
  isOver,
  type MemberInput,
  type MemberRecord,
  recover,
  step,
} from '@mx-member/machine';
import { createReplay, type StepLine, type TraceCause, traceOf } from '@mx-member/machine/trace';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { Vector } from '../../../scripts/spec/vector.ts';
import { TRACE_HASH } from '../../support/trace-hash.ts';
import { jsonOf, VECTORS } from '../../support/vectors.ts';

/** The trace of a vector, with each step that is not refused. */
function traceOfVector({ input, begin: first, steps }: Vector): readonly StepLine[] {
  if ('refused' in first) return [];
  const lines: StepLine[] = [];
  const note = (made: ReturnType<typeof begin>, cause: TraceCause): MemberRecord => {
    lines.push(JSON.parse(JSON.stringify(traceOf(made, cause, TRACE_HASH))));
    return made.record;
  };
  let record = note(begin(input as MemberInput), { type: 'begin', input: input as MemberInput });
  for (const one of steps) {
    if ('refused' in one) continue;
    if (one.record) {
      record = one.record as MemberRecord;
      note({ record, effects: [] }, { type: 'follow' });
    }
    record =
      'event' in one
        ? note(step(record, one.event), { type: 'event', event: one.event, record })
        : note(recover(record), { type: 'recover', record });
  }
  return lines;
}

const replayed = (lines: readonly unknown[]) => {
  const replay = createReplay(TRACE_HASH.digest);
  return lines.map((line) => replay.read(line));
};

describe('the trace of each behaviour of the specification', () => {
  const traces = [...VECTORS.values()].map((vector) => [vector.id, traceOfVector(vector)] as const);
  const isLine = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
    jsonOf('trace.schema.json'),
  );

  test('replays valid', () => {
    const wrong = traces.flatMap(([id, lines]) =>
      replayed(lines)
        .map((result, index) => ({ id, index, result }))
        .filter(({ result }) => result.type === 'failure'),
    );
    expect(wrong).toEqual([]);
  });

  test('matches the schema', () => {
    const misfits = traces.filter(([, lines]) => !lines.every((line) => isLine(line)));
    expect(misfits.map(([id]) => id)).toEqual([]);
  });

  test('contains no guid, no label and no answer', () => {
    const secret = new Set(['guid', 'label', 'value', 'userGuid', 'memberGuid', 'message']);
    const textsOf = (value: unknown, name = ''): readonly (readonly [string, string])[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, one]) =>
            textsOf(one, Array.isArray(value) ? name : key),
          )
        : typeof value === 'string'
          ? [[name, value]]
          : [];
    const secrets = [...VECTORS.values()]
      .flatMap(({ input, steps }) => textsOf([input, steps]))
      .filter(([name]) => secret.has(name))
      .map(([, text]) => text);
    const written = new Set(traces.flatMap(([, lines]) => textsOf(lines)).map(([, text]) => text));
    expect(new Set(secrets).size).toBeGreaterThan(20);
    expect(secrets.filter((text) => written.has(text))).toEqual([]);
  });

  test('ends where the vector ends', () => {
    const ends = traces.filter(([, lines]) =>
      lines.some(({ effects }) => effects?.some(({ type }) => type === 'ended')),
    );
    expect(ends.length).toBeGreaterThan(50);
    expect(isOver(begin({ member: { userGuid: 'U', memberGuid: 'M' }, job: null }).record)).toBe(
      false,
    );
  });
});
