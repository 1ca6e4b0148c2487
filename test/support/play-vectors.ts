import type { begin, recordView, recover, step } from '@mx-member/machine/step';

/** Plays vectors with `mx-member.step.js`. It uses nothing of Node, because it runs in every runtime. */

/** The functions of the file that run vectors. */
export interface StepFile {
  readonly begin: typeof begin;
  readonly step: typeof step;
  readonly recover: typeof recover;
  readonly recordView: typeof recordView;
}

/** The part of a vector that is played. */
interface Played {
  readonly input: unknown;
  readonly steps: readonly ({ readonly event: unknown } | { readonly recover: true })[];
}

/** The replies to a vector, one for each step. */
export function play({ begin, step, recover, recordView }: StepFile, { input, steps }: Played) {
  const replies: object[] = [];
  let last: unknown;
  const reply = (make: () => ReturnType<typeof begin>) => {
    try {
      const { record, effects } = make();
      last = record;
      replies.push({ record, state: record.state, effects, view: recordView(record) });
    } catch (error) {
      replies.push({ refused: (error as Error).message });
    }
  };
  reply(() => begin(input as never));
  for (const one of steps) {
    const record = 'record' in one ? one.record : last;
    reply(() =>
      'event' in one ? step(record as never, one.event as never) : recover(record as never),
    );
  }
  return replies;
}

/** The SHA-256 of the replies to each vector, as text. */
export const digestsOf = (file: StepFile, vectors: readonly Played[]): Promise<string[]> =>
  Promise.all(
    vectors.map(async (vector) => {
      const text = new TextEncoder().encode(JSON.stringify(play(file, vector)));
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', text));
      return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    }),
  );
