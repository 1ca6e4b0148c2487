import type { Page } from 'playwright-core';

/**
 * What is wrong with the looks of the screens on a page, computed from the page: borders, contrast (WCAG 2.2), the ring of
 * the focus, sizes of text, and text that is cut. Screens in shadow roots and in frames of the same origin are found too.
 */
export const looksWrong = (page: Page): Promise<readonly string[]> => page.evaluate(lookAround);

/** Runs in the page. Other browsers get its text. */
export function lookAround(): readonly string[] {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  type Colour = readonly [red: number, green: number, blue: number];
  /** A colour of any notation, painted over another one. */
  const painted = (colour: string, [red, green, blue]: Colour): Colour => {
    if (!pen) throw new Error('This browser cannot paint.');
    for (const style of [`rgb(${red} ${green} ${blue})`, colour]) {
      pen.fillStyle = style;
      pen.fillRect(0, 0, 1, 1);
    }
    const [r = 0, g = 0, b = 0] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b];
  };
  const brightness = (colour: Colour): number => {
    const [red = 0, green = 0, blue = 0] = colour.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: Colour, other: Colour): number => {
    const [dark = 0, light = 0] = [brightness(one), brightness(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const parentOf = (element: Element): Element | null => {
    const root = element.getRootNode();
    return (
      element.assignedSlot ??
      element.parentElement ??
      ('host' in root ? (root as ShadowRoot).host : null)
    );
  };
  const behind = (element: Element | null): Colour => {
    if (!element) return [255, 255, 255];
    return painted(getComputedStyle(element).backgroundColor, behind(parentOf(element)));
  };
  const screens: Element[] = [];
  const search = (root: Document | ShadowRoot | null): void => {
    if (!root) return;
    screens.push(...root.querySelectorAll('[data-screen]'));
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) search(element.shadowRoot);
      if (element instanceof HTMLIFrameElement) search(element.contentDocument);
    }
  };
  search(document);
  const wrong: string[] = screens.length === 0 ? ['the page shows nothing of ours'] : [];
  for (const screen of screens) {
    const rem = Number.parseFloat(getComputedStyle(screen.ownerDocument.documentElement).fontSize);
    // In the element, a box around the screen has the edge and the padding.
    const frame = screen.closest('[part=box]') ?? screen;
    const { borderTopStyle, borderTopWidth, paddingLeft } = getComputedStyle(frame);
    if (
      borderTopStyle !== 'solid' ||
      borderTopWidth !== '1px' ||
      Number.parseFloat(paddingLeft) < 14
    )
      wrong.push(
        `the edge is ${borderTopWidth} ${borderTopStyle} with a padding of ${paddingLeft}`,
      );
    const about = (part: Element, what: string) =>
      wrong.push(
        `${screen.getAttribute('data-screen')}, ${part.getAttribute('data-part')}: ${what}`,
      );
    const expectContrast = (part: Element, what: string, colour: string, least: number) => {
      const back = behind(part);
      const ratio = contrast(painted(colour, back), back);
      if (ratio < least) about(part, `${what} has a contrast of ${ratio.toFixed(1)}, not ${least}`);
    };
    for (const part of screen.querySelectorAll<HTMLElement>('[data-part]')) {
      const box = part.getBoundingClientRect();
      const name = part.dataset.part ?? '';
      if (box.width < 2 || box.height < 2) continue; // Shown to a screen reader alone.
      const { color, fontSize, borderTopWidth, borderTopStyle, borderTopColor } =
        getComputedStyle(part);
      const { backgroundColor, appearance, overflowX } = getComputedStyle(part);
      if (name !== 'picture' && name !== 'radio') expectContrast(part, 'the text', color, 4.5);
      if (Number.parseFloat(fontSize) < 0.85 * rem) about(part, `the text has ${fontSize}`);
      const isCut =
        part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 1;
      if (overflowX !== 'visible' && isCut) about(part, 'text is cut');
      const around = frame.getBoundingClientRect();
      if (box.left < around.left - 1 || box.right > around.right + 1)
        about(part, 'it is not inside the screen');
      if (name === 'field' || name === 'option') {
        if (Number.parseFloat(borderTopWidth) < 1 || borderTopStyle !== 'solid')
          about(part, `the border is ${borderTopWidth} ${borderTopStyle}`);
        expectContrast(parentOf(part) ?? part, 'the border of a field', borderTopColor, 3);
        if (box.height < 44) about(part, `it is ${box.height} px high`);
      }
      if (name === 'field' && Number.parseFloat(fontSize) < 16)
        about(part, `the text has ${fontSize}`);
      // WCAG asks nothing of the contrast of a control that cannot be used.
      if (name === 'submit' && !part.ariaDisabled) {
        expectContrast(parentOf(part) ?? part, 'the button', backgroundColor, 3);
        if (box.height < 44) about(part, `it is ${box.height} px high`);
      }
      if (name === 'radio' && (box.width < 16 || appearance === 'none'))
        about(part, 'it is not seen');
    }
    for (const part of screen.querySelectorAll<HTMLElement>('input[data-part=field]')) {
      part.focus();
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(part);
      if (outlineStyle !== 'solid' || Number.parseFloat(outlineWidth) < 2)
        about(part, `the ring of the focus is ${outlineWidth} ${outlineStyle}`);
      expectContrast(parentOf(part) ?? part, 'the ring of the focus', outlineColor, 3);
    }
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth)
    wrong.push(`the page is ${scrollWidth} px wide in ${clientWidth} px`);
  return wrong;
}
