import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { MemberInput, MemberRecord, StepEvent } from '../../../packages/machine/src/index.ts';
import type * as machineSteps from '../../../packages/machine/src/step-entry.ts';
import { questionsOf } from '../../../scripts/spec/questions.ts';
import { type Vector, withoutSentences } from '../../../scripts/spec/vector.ts';
import type { SourceDamage } from './damages.ts';

/** Asks a machine whose sources were damaged what a vector asks. */

const SOURCES = join(import.meta.dirname, '../../../packages/machine/src');

type Machine = Pick<typeof machineSteps, 'begin' | 'step' | 'recover' | 'recordView'>;

/** Puts the damage in place of what it damages. */
const damaging = ({ file, was, becomes }: SourceDamage): Plugin => ({
  name: 'damage',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (path !== join(SOURCES, file)) return null;
      const [before, after, ...more] = readFileSync(path, 'utf8').split(was);
      if (after === undefined || more.length > 0)
        throw new Error(`${file} must have "${was}" once. Say anew what it is without the row.`);
      return { contents: `${before}${becomes}${after}`, loader: 'ts' };
    });
  },
});

/** The machine with these damages. */
async function load(damages: readonly SourceDamage[]): Promise<Machine> {
  const { outputFiles } = await build({
    entryPoints: [join(SOURCES, 'step-entry.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    logLevel: 'silent',
    plugins: damages.map(damaging),
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`);
}

/** What a vector can ask. */
interface Asked {
  readonly do: 'begin' | 'step' | 'recover';
  readonly input: MemberInput;
  readonly record: MemberRecord;
  readonly event: StepEvent;
}

/** The answers of a machine to all that a vector asks. */
function answers(machine: Machine, vector: Vector): readonly unknown[] {
  return [...questionsOf(vector)].map(({ request }) => {
    const asked = request as Asked;
    try {
      const { record, effects } =
        asked.do === 'begin'
          ? machine.begin(asked.input)
          : asked.do === 'step'
            ? machine.step(asked.record, asked.event)
            : machine.recover(asked.record);
      return withoutSentences({ record, effects, view: machine.recordView(record) });
    } catch {
      return 'refused';
    }
  });
}

let undamaged: Promise<Machine> | undefined;

/** Whether a vector notices that the machine is damaged. */
export async function notices(vector: Vector, damage: SourceDamage): Promise<boolean> {
  undamaged ??= load([]);
  const [right, damaged] = await Promise.all([undamaged, load([damage])]);
  return JSON.stringify(answers(right, vector)) !== JSON.stringify(answers(damaged, vector));
}
