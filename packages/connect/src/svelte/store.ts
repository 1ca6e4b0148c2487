import type { Component } from 'svelte';
import {
  type ConnectionView,
  type EndCallbacks,
  followScreen,
  type MemberConnection,
  type Part,
} from '../index.ts';
import { createEndReporter } from '../screen/ends.ts';

/** Your own component for each part that you draw yourself. It gets the attributes of the element, and its content as `children`. */
export type PartComponents = Readonly<Partial<Record<Exclude<Part, 'root'>, Component<never>>>>;

/**
 * A store of the view of a connection, for a page that lays out the screen itself: make it with
 * `screenOf(connection, { view: $view, id })`, and draw its parts with `findPart(screen, part)` and `ScreenTree`. The lifecycle
 * begins when the first component is mounted, and never while a server renders.
 */
export function memberView(
  connection: MemberConnection,
  callbacks: EndCallbacks = {},
): { subscribe(run: (view: ConnectionView) => void): () => void } {
  const report = createEndReporter();
  return {
    subscribe(run) {
      const show = (): void => {
        run(connection.getView());
        report(connection, callbacks);
      };
      const end = connection.subscribe(show);
      show();
      return end;
    },
  };
}

/**
 * An action for the element around the screen that moves the focus and runs the clock. Its parameter is the current screen:
 * `use:keepFocus={screen}`.
 */
export function keepFocus(root: HTMLElement, _drawn?: unknown) {
  const follower = followScreen(root);
  return {
    // Svelte calls this before it has finished drawing.
    update: (_: unknown) => queueMicrotask(follower.drawn),
    destroy: follower.stop,
  };
}
