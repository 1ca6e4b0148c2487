import type { JSHandle, Locator, Page } from 'playwright-core';

/** The most presses of Tab on the way to an element. */
const MOST_TABS = 25;

/** A person who uses only the keyboard, and finds everything by its role and name. */
export function personAt(page: Page) {
  const { keyboard } = page;
  const hasFocus = (locator: Locator) =>
    locator.evaluate(
      (element) => (element.getRootNode() as Document | ShadowRoot).activeElement === element,
    );

  async function tabTo(locator: Locator): Promise<void> {
    await locator.waitFor();
    for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
      if (await hasFocus(locator)) return;
      await keyboard.press('Tab');
    }
    throw new Error(`The keyboard does not reach ${locator}`);
  }

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const field = (name: string) => page.getByRole('textbox', { name });
  const radio = (name: string) => page.getByRole('radio', { name });
  return {
    page,
    button,
    field,
    radio,
    sees: (name: string) => page.getByRole('heading', { name, exact: true }).waitFor(),
    reads: (text: string) => page.getByRole('status').getByText(text).waitFor(),
    async press(name: string) {
      await tabTo(button(name));
      await keyboard.press('Enter');
    },
    async types(name: string, text: string) {
      await tabTo(field(name));
      await keyboard.press('ControlOrMeta+A');
      await keyboard.type(text);
    },
    /** Chooses the option at this place: Tab moves to the group, arrow keys move within it. */
    async chooses(group: string, place: number) {
      const radios = page.getByRole('radiogroup', { name: group }).getByRole('radio');
      await tabTo(radios.first());
      await keyboard.press('Space');
      for (let at = 0; at < place; at += 1) await keyboard.press('ArrowDown');
    },
  };
}

/** What a screen reader says about the live regions and alerts from now on: text that is new or has changed. */
export const spokenBy = (page: Page): Promise<JSHandle<readonly string[]>> =>
  page
    .getByRole('status')
    .first()
    .evaluateHandle((status) => {
      const texts: string[] = [];
      const isSpoken = (node: Node): boolean =>
        (node instanceof Element ? node : node.parentElement)?.closest(
          '[role=status], [role=alert]',
        ) != null;
      new MutationObserver((changes) => {
        for (const { target, type, addedNodes } of changes)
          for (const node of type === 'characterData' ? [target] : addedNodes)
            if (node.textContent?.trim() && isSpoken(node)) texts.push(node.textContent.trim());
      }).observe(status.getRootNode(), {
        subtree: true,
        childList: true,
        characterData: true,
      });
      return texts;
    });
