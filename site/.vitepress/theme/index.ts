import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import './site.css';

/** Only a page of text has a main landmark in the default theme: the first page and 404 get one here. */
function markMain(): void {
  const content = document.querySelector('#VPContent');
  if (content?.querySelector('main')) content.removeAttribute('role');
  else content?.setAttribute('role', 'main');
}

/** In the default theme the arrow of a group is a button inside a button. The group alone is one, and says whether it is open. */
function markGroups(): void {
  for (const item of document.querySelectorAll('.VPSidebarItem.collapsible > .item')) {
    item.setAttribute('aria-expanded', String(!item.parentElement?.matches('.collapsed')));
    const arrow = item.querySelector(':scope > .caret');
    arrow?.removeAttribute('role');
    arrow?.removeAttribute('tabindex');
    arrow?.setAttribute('aria-hidden', 'true');
  }
}

function mark(): void {
  markMain();
  markGroups();
}

export default {
  extends: DefaultTheme,
  enhanceApp() {
    if (typeof document === 'undefined') return;
    const changes = { childList: true, subtree: true, attributeFilter: ['class'] };
    new MutationObserver(mark).observe(document.body, changes);
    mark();
  },
} satisfies Theme;
