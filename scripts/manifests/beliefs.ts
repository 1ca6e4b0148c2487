import { countOfMarks } from '../../packages/simulator/src/model/beliefs.ts';

/** How many beliefs about MX have each mark, between the two comments of a README. */
export const fillBeliefs = (text: string): string =>
  text.replace(
    /(<!-- beliefs -->\n\n)[\s\S]*?(\n\n<!-- end -->)/,
    (_, before: string, after: string) =>
      `${before}${countOfMarks()
        .map(([mark, count]) => `${count} ${mark}`)
        .join(', ')}.${after}`,
  );
