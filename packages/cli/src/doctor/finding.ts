/** The result of a check. */
export interface DoctorFinding {
  readonly check: string;
  /** `unknown`: the check was impossible, or was not requested. */
  readonly verdict: 'well' | 'bad' | 'unknown';
  /** What was found. */
  readonly seen: string;
  /** What to do; `null` for nothing. */
  readonly todo: string | null;
}

export const well = (check: string, seen: string): DoctorFinding => ({
  check,
  verdict: 'well',
  seen,
  todo: null,
});
export const bad = (check: string, seen: string, todo: string): DoctorFinding => ({
  check,
  verdict: 'bad',
  seen,
  todo,
});
export const unknown = (
  check: string,
  seen: string,
  todo: string | null = null,
): DoctorFinding => ({
  check,
  verdict: 'unknown',
  seen,
  todo,
});
