import type { BareView } from '@mx-member/machine/hosting';
import { safely } from '../safely.ts';
import type { ConnectionOptions, MemberConnection, ScreenName, Stopped } from '../types.ts';
import { descriptionOf } from './screen.ts';

type Outcome<Name> = Extract<BareView['outcome'], { readonly outcome: Name }>;

/** How the screen learned about the outcome. */
export interface EndSeen {
  /** Whether the outcome existed before the screen: after a reload, or in a screen that is shown again. Your code may already have handled it. */
  readonly restored: boolean;
}

/** The member is connected. */
export type ConnectedEnd = Outcome<'connected'> & EndSeen;
/** An attempt has failed. */
export type FailedEnd = Outcome<'failed'> & EndSeen;

/** The callbacks of a screen for each end. Each end is reported once. */
export interface EndCallbacks {
  /** The member is connected. */
  readonly onConnected?: ((end: ConnectedEnd) => void) | undefined;
  /** An attempt has failed. The person may try again in place; then another end follows. */
  readonly onFailed?: ((end: FailedEnd) => void) | undefined;
  /** The host does not go on with this member. `code` is the reason. */
  readonly onStopped?: ((code: Stopped) => void) | undefined;
  /** Another screen is shown. */
  readonly onStep?: ((step: ScreenStep) => void) | undefined;
}

/** One screen after another, for your statistics. It has no contents. */
export interface ScreenStep {
  readonly screen: ScreenName;
  /** The screen before; `null` for the first one. */
  readonly from: ScreenName | null;
  /** How long that screen was shown, in seconds; 0 for the first one. */
  readonly seconds: number;
}

/** The callbacks of a screen in a framework: for each end, and for a step that only the page can take. */
export interface ScreenCallbacks extends EndCallbacks {
  /** Called when the person has seen the end and presses "Done". Without it, the screen has no such button. */
  readonly onDone?: ConnectionOptions['onDone'];
  /** Replaces `onNextStep` of the connection. The screen has a button for the step while there is an `onNextStep`. */
  readonly onNextStep?: ConnectionOptions['onNextStep'];
}

/** Reports another screen and the current end of a connection, unless it was already reported. */
export type EndReporter = (connection: MemberConnection, callbacks: EndCallbacks) => void;

/** Creates a reporter of ends. A screen keeps the same one for its whole life, even while it is hidden. */
export function createEndReporter(): EndReporter {
  let last: MemberConnection | null = null;
  let told: unknown = null;
  let hasSeenWork = false;
  let from: ScreenName | null = null;
  let since = 0;
  return (connection, { onConnected, onFailed, onStopped, onStep }) => {
    const view = connection.getView();
    if (connection !== last) {
      hasSeenWork = false;
      from = null;
    }
    last = connection;
    const { screen } = descriptionOf(connection, view);
    if (screen !== from) {
      const now = Date.now();
      const step = { screen, from, seconds: from ? Math.max(0, now - since) / 1000 : 0 };
      from = screen;
      since = now;
      safely(() => onStep?.(step));
    }
    // A resting member has not begun anything, so nothing has ended.
    if (connection.rest?.isResting(view)) return;
    const { stopped, member, attempt } = view;
    const outcome = member?.outcome ?? null;
    const end = stopped ?? outcome;
    if (attempt > 1 || (member && !outcome)) hasSeenWork = true;
    if (end === told) return;
    told = end;
    const seen = { restored: !hasSeenWork };
    safely(() => {
      if (stopped) onStopped?.(stopped);
      else if (outcome?.outcome === 'connected') onConnected?.({ ...outcome, ...seen });
      else if (outcome) onFailed?.({ ...outcome, ...seen });
    });
  };
}

/**
 * Calls back once for each end of a connection.
 * @param callbacks Returns the current callbacks, because a component may have new ones each time that it is drawn.
 * @returns A function that ends the subscription.
 */
export function followEnds(
  connection: MemberConnection,
  callbacks: () => EndCallbacks,
  report: EndReporter = createEndReporter(),
): () => void {
  const tell = (): void => report(connection, callbacks());
  const end = connection.subscribe(tell);
  tell();
  return end;
}
