import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import './site.css';

/** Only a page of text has a main landmark in the default theme: the first page and 404 get one here. */
function markMain(): void {
  const content = document.querySelector('#VPContent');
  if (content?.querySelector('main')) content.removeAttribute('role');
  else content?.setAttribute('role', 'main');
}

export default {
  extends: DefaultTheme,
  enhanceApp() {
    if (typeof document === 'undefined') return;
    new MutationObserver(markMain).observe(document.body, { childList: true, subtree: true });
    markMain();
  },
} satisfies Theme;
