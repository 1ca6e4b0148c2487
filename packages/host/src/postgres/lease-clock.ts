/** How long ago the server was known to have the session. */

/** A moment by both clocks: the first stands still while a machine sleeps, the second can be set back. */
export interface Moment {
  readonly steady: number;
  readonly wall: number;
}

export const thisMoment = (): Moment => ({ steady: performance.now(), wall: Date.now() });

/** In ms; the longer time of the two clocks. */
export const timeSince = ({ steady, wall }: Moment): number =>
  Math.max(performance.now() - steady, Date.now() - wall);
