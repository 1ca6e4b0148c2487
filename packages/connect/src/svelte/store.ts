import {
  type ConnectApi,
  type ConnectViewOptions,
  connectView,
  createEndReporter,
  followScreen,
  type MemberConnection,
  type ScreenCallbacks,
} from '../index.ts';
import { normalizeProps, type SveltePropTypes } from './normalize.ts';

/** The screen of a connection, with Svelte's attributes. */
export type SvelteConnectApi = ConnectApi<SveltePropTypes>;

/** Svelte's contract of a store. */
export interface ReadableStore<Value> {
  subscribe(run: (value: Value) => void): () => void;
}

/**
 * A store with the props of each part: `$api` in your own markup. The lifecycle begins when the first component is mounted,
 * and never while a server renders.
 */
export function memberScreen(
  connection: MemberConnection,
  options: Pick<ConnectViewOptions, 'id'> & ScreenCallbacks = {},
): ReadableStore<SvelteConnectApi> {
  const report = createEndReporter();
  return {
    subscribe(run) {
      const draw = (): void => {
        run(connectView(connection, normalizeProps, options));
        report(connection, options);
      };
      const end = connection.subscribe(draw);
      draw();
      return end;
    },
  };
}

/**
 * An action for the root that moves the focus and runs the clock. Its parameter is the current API: `use:keepFocus={$api}`.
 */
export function keepFocus(root: HTMLElement, _drawn?: unknown) {
  const follower = followScreen(root);
  return {
    // Svelte calls this before it has finished drawing.
    update: (_: unknown) => queueMicrotask(follower.drawn),
    destroy: follower.stop,
  };
}
