import type { HostErrorCode } from '@mx-member/machine/hosting';
import type { MemberView } from '@mx-member/machine/step';
import { safely } from '../safely.ts';
import type { ConnectionOptions, MemberConnection } from '../types.ts';

type Outcome<Name> = Extract<MemberView['outcome'], { readonly outcome: Name }>;

/** How a screen came to the outcome that it shows. */
export interface EndSeen {
  /** The outcome was there before the screen was: after a reload, or in a screen that is shown again. What follows it may have happened. */
  readonly restored: boolean;
}

/** The member is connected. */
export type ConnectedEnd = Outcome<'connected'> & EndSeen;
/** An attempt has failed. */
export type FailedEnd = Outcome<'failed'> & EndSeen;

/** What a screen reports to the page: each end once. */
export interface EndCallbacks {
  /** The member is connected. */
  readonly onConnected?: ((end: ConnectedEnd) => void) | undefined;
  /** An attempt has failed. The person may try again in place: then another end follows. */
  readonly onFailed?: ((end: FailedEnd) => void) | undefined;
  /** The host does not go on with this member, for this reason. */
  readonly onStopped?: ((code: HostErrorCode) => void) | undefined;
}

/** What a screen of a binding calls: for its ends, and for the step that only the page can take. */
export interface ScreenCallbacks extends EndCallbacks {
  /** Replaces that of the connection. It has a button while it is given. */
  readonly onNextStep?: ConnectionOptions['onNextStep'];
}

/** Reports the end that a connection shows now, unless it has done so. */
export type EndReporter = (connection: MemberConnection, callbacks: EndCallbacks) => void;

/** Makes what reports each end once. A screen keeps it for as long as it lives, also while it is put away. */
export function createEndReporter(): EndReporter {
  let last: MemberConnection | null = null;
  let told: unknown = null;
  let hasSeenWork = false;
  return (connection, { onConnected, onFailed, onStopped }) => {
    const view = connection.getView();
    if (connection !== last) hasSeenWork = false;
    last = connection;
    // Nothing has ended: nobody has begun anything.
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
 * Calls back for each end of a connection, once.
 * @param callbacks The callbacks of the moment: a component may have others each time that it is drawn.
 * @returns Ends the subscription.
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
