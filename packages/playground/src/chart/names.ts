/** What the pictures of the chart and the page call the same. */

/** The box of the machine as a whole. */
export const ANYWHERE = 'any state';

/** The state that all readings go through. A box names its way there, because so many arrows would hide the others. */
export const ROUTER = 'deciding';

/** A state by its path. */
export const pathInWords = (id: string): string => id.replaceAll('.', ' › ') || ANYWHERE;

/** The id of the arrow of a transition; `null` if it has none. */
export const arrowOf = ({
  from,
  to,
}: {
  readonly from: string;
  readonly to: string | null;
}): string | null => (to === null || to === ROUTER ? null : `${from || ANYWHERE} -> ${to}`);
