import { connectRelay } from '@mx-member/adapters/relay';
import {
  type ConnectionOptions,
  type ConnectionView,
  createMemberConnection,
  type MemberConnection,
  type ScreenCallbacks,
  type ScreenOptions,
} from '@mx-member/connect';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import { createRepair } from '@mx-member/connect/repair';
import { connectHost } from '@mx-member/host/http';
import type { ConnectionHealth } from '@mx-member/machine/health';

/** The options of a page that are plain data, in the hash of the address. */
export interface Asked
  extends Pick<ConnectionOptions, 'input' | 'institution' | 'followMember' | 'gcTime'> {
  readonly source: 'relay' | 'host';
  /** The member rests, and the screen opens for a repair. @default the member connects for the first time */
  readonly health?: ConnectionHealth;
}

/** The options of each screen besides its connection. Its callbacks are recorded for the test, with `restored`. */
export const GIVEN = {
  classes: { root: 'of-the-page' },
  onConnected: ({ restored }) => told.push(['connected', restored]),
  onFailed: ({ restored }) => told.push(['failed', restored]),
  onNextStep: (step) => told.push(['next step', step]),
  onStep: ({ screen, from }) => told.push(['screen', `${from ?? 'none'} → ${screen}`]),
  onDone: ({ member }) => told.push(['done', String(member?.state)]),
} as const satisfies ScreenCallbacks & Pick<ScreenOptions, 'classes'>;
const told: (readonly [string, boolean | string])[] = [];

/** What the page puts at the end of a screen. */
export const lastOf = ({ member }: ConnectionView): string => `Shown: ${member?.state}`;

/**
 * What a test does to a page: it removes the screen and shows it again, as a framework or a new version of a module
 * does.
 */
export interface App {
  hide(): void;
  show(): void;
}

/** The app in the window of a page, with the callbacks that its screen has made. */
export interface TestedApp extends App {
  readonly told: readonly (readonly [string, boolean | string])[];
}

/** Starts the page: it makes the connection once, and a framework draws its screen. */
export function startApp(draw: (root: HTMLElement, connection: MemberConnection) => App): void {
  const { source, health, ...options }: Asked = JSON.parse(
    decodeURIComponent(location.hash.slice(1)),
  );
  const storage = () => localStorage;
  const common = {
    ...options,
    host:
      source === 'relay'
        ? createBrowserHost({ port: connectRelay({ url: '/relay' }), storage })
        : connectHost({ url: '/host' }),
    storage,
  };
  const connection = health ? createRepair({ ...common, health }) : createMemberConnection(common);
  const root = document.createElement('div');
  document.querySelector('main')?.append(root);
  Object.assign(window, { app: { ...draw(root, connection), told } satisfies TestedApp });
}
