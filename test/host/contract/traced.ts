import { createTracer, traceDigest } from '@mx-member/adapters/trace';
import { createReplay, type StepLine, type StepTracer } from '@mx-member/machine/trace';
import { expect } from 'vitest';

/** A tracer, and what must hold of what it has written. */
export interface Traced {
  readonly trace: StepTracer;
  readonly lines: readonly StepLine[];
  /** Each step can be made again from its line, and no line has a guid or an answer. */
  expectValid(): void;
}

export function traced(): Traced {
  const lines: StepLine[] = [];
  return {
    trace: createTracer({ write: (line) => lines.push(JSON.parse(line)) }),
    lines,
    expectValid() {
      expect(JSON.stringify(lines)).not.toMatch(/MBR-|USR-|"correct"/);
      const replay = createReplay(traceDigest);
      for (const [index, line] of lines.entries()) {
        const read = replay.read(line);
        expect(read.type === 'failure' ? { ...read, index, line } : null).toBeNull();
      }
    },
  };
}
