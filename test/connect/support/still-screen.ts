import {
  type ConnectionOptions,
  type ConnectionView,
  createMemberConnection,
  type ScreenNode,
  screenOf,
} from '@mx-member/connect';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import type { Challenge, MemberView } from '@mx-member/machine/step';
import { Bank, memberOf } from '../../support/bank.ts';
import { view } from '../../support/first-view.ts';

/** The elements of a screen for one view, without a page. */

/** A connection at a bank that nobody asks. */
export const connectionWith = (options: Partial<ConnectionOptions> = {}) =>
  createMemberConnection({
    host: createBrowserHost({ port: new Bank() }),
    input: { member: memberOf(1), job: 'aggregate' },
    institution: { name: 'MX Bank' },
    ...options,
  });

/** The view of a connection with this view of its member. */
export const viewWith = (
  member: Partial<MemberView>,
  more: Partial<ConnectionView> = {},
): ConnectionView => ({
  ...connectionWith().getServerView(),
  member: view({ since: 0, elapsed: 0, revision: 0, ...member }),
  since: 0,
  ...more,
});

export const TEXT: Challenge = { guid: 'CRD-1', type: 'TEXT', label: 'Which city?', options: [] };
export const TOKEN: Challenge = { guid: 'CRD-2', type: 'TOKEN', label: 'The code?', options: [] };
export const OPTIONS: Challenge = {
  guid: 'CRD-3',
  type: 'OPTIONS',
  label: 'Which phone?',
  options: [
    { label: 'Home', value: '1' },
    { label: 'Work', value: '2' },
  ],
};
export const IMAGE_DATA: Challenge = {
  guid: 'CRD-4',
  type: 'IMAGE_DATA',
  label: 'What does it say?',
  options: [],
  imageData: 'data:image/png;base64,AA',
};
export const IMAGE_OPTIONS: Challenge = {
  guid: 'CRD-5',
  type: 'IMAGE_OPTIONS',
  label: 'Your picture?',
  options: [{ label: 'A cat', value: 'cat', dataUri: 'data:image/png;base64,BB' }],
};
/** A question of each type. */
export const ALL = [TEXT, TOKEN, OPTIONS, IMAGE_DATA, IMAGE_OPTIONS];
/** The view of a member that asks these questions. */
export const asking = (challenges: readonly Challenge[]): Partial<MemberView> => ({
  state: 'challenged',
  busy: false,
  needs: 'answers',
  prompt: 1,
  challenges,
});

/** All elements of a screen, from the top. */
export const elementsOf = (node: ScreenNode): readonly ScreenNode[] => [
  node,
  ...node.children.flatMap((child) => (typeof child === 'string' ? [] : elementsOf(child))),
];
/** All elements of the screen of a view. */
export const screenWith = (view: ConnectionView, options?: Partial<ConnectionOptions>) =>
  elementsOf(screenOf(connectionWith(options), { view }));
/** The elements with this part. */
export const partsOf = (elements: readonly ScreenNode[], part: string) =>
  elements.filter(({ props }) => props['data-part'] === part);
