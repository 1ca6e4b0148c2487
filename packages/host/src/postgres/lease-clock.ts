/** Measures how long ago the server certainly had the session. */

/** A moment by two clocks. The first stops while a machine sleeps, and the second can be set back. */
export interface Moment {
  readonly steady: number;
  readonly wall: number;
}

export const thisMoment = (): Moment => ({ steady: performance.now(), wall: Date.now() });

/** The elapsed time in ms, by the clock that shows more. */
export const timeSince = ({ steady, wall }: Moment): number =>
  Math.max(performance.now() - steady, Date.now() - wall);
