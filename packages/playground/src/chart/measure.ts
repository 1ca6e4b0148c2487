import type { Measure } from './graph.ts';
import { SIZES } from './notes.ts';

const FAMILY = 'system-ui, sans-serif';

/** The two fonts of the chart, as in `chart.css`. */
const FONTS = {
  name: `600 ${SIZES.name}px ${FAMILY}`,
  small: `${SIZES.small}px ${FAMILY}`,
} as const;

/** Measures text with the page's own fonts. */
export function createMeasure(): Measure {
  const context = document.createElement('canvas').getContext('2d');
  return (text, size) => {
    if (!context) return text.length * SIZES[size] * 0.55;
    context.font = FONTS[size];
    return context.measureText(text).width;
  };
}
