import type { MemberConnection } from '@mx-member/connect';
import { createComponent } from 'solid-js';
import { generateHydrationScript, renderToString } from 'solid-js/web';
import { Element } from './solid/Element.tsx';

/** `<mx-connect>` as a server renders it. */
export const renderElement = (connection: MemberConnection): string =>
  renderToString(() => createComponent(Element, { connection }));

/** What stands before the page's own script. */
export const hydrationScript = generateHydrationScript;
