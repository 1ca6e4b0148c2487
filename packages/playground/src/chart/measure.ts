import type { Measure } from './graph.ts';
import { FONTS } from './notes.ts';

/** Measures text with the page's own fonts. */
export function createMeasure(): Measure {
  const context = document.createElement('canvas').getContext('2d');
  return (text, font) => {
    if (!context) return text.length * 7;
    context.font = FONTS[font];
    return context.measureText(text).width;
  };
}
