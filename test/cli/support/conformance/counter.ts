import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';

/**
 * A toy implementation of the protocol. Its record counts events. Its argument makes it misbehave: at the second answer, from
 * the beginning (`mute`), at a recovery (`stumble`), or when it gets an answer (`doze`).
 */
const [misbehaviour] = process.argv.slice(2);

interface Kept {
  readonly context: { readonly failures: number };
}
const FIRST: Kept = JSON.parse(readFileSync(new URL('record.json', import.meta.url), 'utf8'));

interface Asked {
  readonly id: number;
  readonly do: 'begin' | 'step' | 'recover';
  readonly record?: Kept;
  readonly event?: { readonly type: string; readonly answers?: readonly { value: string }[] };
}

function answer({ do: what, record = FIRST, event }: Asked): object {
  const { failures: counted } = record.context;
  const shown = (count: number, effects: readonly object[]) => ({
    record: {
      ...record,
      context: { ...record.context, failures: count },
      ...(misbehaviour === 'scrawl' && { note: 'mine' }),
    },
    state: `at.${count}`,
    effects,
    view: { state: 'at', needs: null },
  });
  if (what !== 'step') return shown(counted, []);
  if (event?.type === 'challenge.answer') {
    const { answers } = event;
    const step = shown(counted, [{ type: 'submitAnswers', answers }]);
    return misbehaviour === 'leak' ? { ...step, view: { said: answers } } : step;
  }
  if (event?.type !== 'status.changed') return { refused: 'It must be status.changed.' };
  const count = counted + 1;
  const ms = misbehaviour === 'miscount' ? 1000 : count * 1000;
  return shown(count, [{ type: 'wait', ms }]);
}

function crash() {
  process.stderr.write('Something broke in line 12.\n');
  process.exit(3);
}

const OUTPUT: Readonly<Record<string, (answer: string) => void>> = {
  garbage: () => process.stdout.write('Hello, world!\n'),
  partial: () => process.stdout.write('{"id":2,"state":"at.0"}\n'),
  twice: (answer) => process.stdout.write(`${answer}\n${answer}\n`),
  hang: () => {},
  ramble: async () => {
    const part = 'x'.repeat(2 ** 20);
    for (let count = 0; count < 64; count++)
      if (!process.stdout.write(part)) await once(process.stdout, 'drain');
  },
  crash,
  snoop: () => {
    process.stderr.write(`${Object.keys(process.env).join('\n')}\n`);
    crash();
  },
  flood: (answer) => {
    const effects = ['x'.repeat(500_000), ...Array.from({ length: 10_000 }, (_, index) => index)];
    process.stdout.write(`${JSON.stringify({ ...JSON.parse(answer), effects })}\n`);
  },
  burrow: () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    process.stdout.write(`{"id":2,"record":{},"state":"","view":{},"effects":${deep}}\n`);
  },
  misname: (answer) =>
    process.stdout.write(`${JSON.stringify({ ...JSON.parse(answer), id: 'x'.repeat(500_000) })}\n`),
};

const KNOWN = ['status.changed', 'challenge.answer'];
const usual = (answer: string) => process.stdout.write(`${answer}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  if (misbehaviour === 'mute') continue;
  const asked: Asked = JSON.parse(line);
  if (misbehaviour === 'doze' && asked.event && !KNOWN.includes(String(asked.event.type))) continue;
  if (misbehaviour === 'stumble' && asked.do === 'recover') crash();
  const write = asked.id === 2 ? (OUTPUT[misbehaviour ?? ''] ?? usual) : usual;
  write(JSON.stringify({ id: asked.id, ...answer(asked) }));
}
// A good child ends when its input ends. This one does not.
if (misbehaviour === 'linger') setInterval(() => {}, 1000);
