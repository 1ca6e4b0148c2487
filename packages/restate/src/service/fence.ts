import { withTimeout } from '@mx-member/http/web';
import { handlers, type ObjectContext, object } from '@restatedev/restate-sdk/fetch';
import type { IngressCall, IngressReply } from '../ingress.ts';
import { fenceOf } from '../names.ts';
import { refused } from './errors.ts';
import { HANDLER_OPTIONS, UNKEPT } from './handler-options.ts';
import { isCount } from './is-count.ts';

/**
 * Lets each command (a start, or answers) be sent once. Restate retries the work of a worker that died, and cannot know
 * whether a request was sent. So a worker first asks this object, by plain HTTP and not through the journal. The first
 * attempt is granted the command, and later attempts are refused.
 */

/** Identifies a command: the start time of the lifecycle, and the turn. Both only increase. */
export interface FencedCommand {
  readonly lifecycle: number;
  readonly turn: number;
}
/** The last granted command. Earlier commands were granted, or never will be. */
type State = { granted: FencedCommand };

export interface FenceHandlers {
  take(context: ObjectContext<State>, command: unknown): Promise<boolean>;
  forget(context: ObjectContext<State>, lifecycle: number): Promise<void>;
}

const { exclusive } = handlers.object;

/** The time limit of `take`, in ms. Without a reply by then, nothing is sent. */
const MAX_TAKE = 10_000;

/**
 * How far a lifecycle may have begun in the future, in ms: a day. Its clock may have been set back since, for example by the hours of a
 * time zone. What it must not be is so far ahead that no later lifecycle is granted a command for long.
 */
const MAX_AHEAD = 86_400_000;

/** More turns than any member has. */
const MAX_TURN = 2 ** 31;

function isCommand(value: unknown): value is FencedCommand {
  const { lifecycle, turn } = Object(value) as Partial<FencedCommand>;
  return isCount(lifecycle) && isCount(turn) && turn <= MAX_TURN;
}

/**
 * Whether the lifecycle is not far in the future. Granting a command of the future would block all earlier ones forever.
 */
const canBe = ({ lifecycle }: FencedCommand, granted: FencedCommand | null, now: number): boolean =>
  lifecycle <= Math.max(now + MAX_AHEAD, (granted?.lifecycle ?? 0) + 1);

const isLater = (a: FencedCommand, b: FencedCommand): boolean =>
  a.lifecycle > b.lifecycle || (a.lifecycle === b.lifecycle && a.turn > b.turn);

export const createFence = (name: string) =>
  object({
    name: fenceOf(name),
    options: HANDLER_OPTIONS,
    handlers: {
      take: exclusive(UNKEPT, async (context: ObjectContext<State>, command) => {
        if (!isCommand(command))
          throw refused(400, 'take needs { lifecycle, turn }: two whole numbers.');
        const { lifecycle, turn } = command;
        const granted = await context.get('granted');
        if (!canBe(command, granted, await context.date.now()))
          throw refused(
            400,
            'lifecycle must be the time of a start, and at most a day in the future.',
          );
        if (granted && !isLater(command, granted)) return false;
        context.set('granted', { lifecycle, turn });
        return true;
      }),
      forget: exclusive(
        { ingressPrivate: true },
        async (context: ObjectContext<State>, lifecycle: number) => {
          const granted = await context.get('granted');
          if (granted?.lifecycle === lifecycle) context.clearAll();
        },
      ),
    },
  });

/** Asks for a command. @returns Whether this attempt may send it. `false` if a reply does not arrive. */
export async function takeCommand(
  ingress: (call: IngressCall) => Promise<IngressReply>,
  name: string,
  key: string,
  command: FencedCommand,
): Promise<boolean> {
  try {
    const call = { service: fenceOf(name), key, handler: 'take', body: command };
    const { status, body } = await withTimeout(MAX_TAKE, (signal) => ingress({ ...call, signal }));
    return status < 300 && body === true;
  } catch {
    return false;
  }
}
