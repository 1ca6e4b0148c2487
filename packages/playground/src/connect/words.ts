import type { MemberView, NextStep } from '@mx-member/machine/step';

/** What goes on, for the person who connects. */
export const HEADINGS: Readonly<Record<MemberView['state'], string>> = {
  aggregating: 'Connecting to MX Bank',
  authorizing: "Log in on MX Bank's page",
  challenged: 'MX Bank has a question',
  resumed: 'MX Bank checks your answer',
  connected: 'Connected',
  failed: 'Not connected',
};

/** The heading of the screen for this moment. After a reload MX is asked first whether it still waits for the person. */
export function headingOf({ state, busy, challenges }: MemberView): string {
  const isAsked = state === 'challenged' || state === 'authorizing';
  if (isAsked && busy) return HEADINGS.aggregating;
  return challenges.length > 1 ? `MX Bank has ${challenges.length} questions` : HEADINGS[state];
}

/** What the person can do about a failure. Nothing can be done here about the others. */
export const NEXT_ACTIONS: Readonly<Partial<Record<NextStep, string>>> = {
  updateCredentials: 'Enter credentials again',
  restart: 'Try again',
  visitInstitution: 'I have been there: try again',
  tryLater: 'Try again now',
};

/** `75_000` -> `1:15` */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** What a screen reader says when something has changed. */
export function announcement(view: MemberView | null): string {
  if (!view) return '';
  const { outcome, warning, isSlow, status, challenges, problems } = view;
  if (outcome) return `${headingOf(view)}. ${outcome.message} ${outcome.advice ?? ''}`;
  // The focus may be on the field of a problem already, and then nothing else would tell of it.
  const told = problems.filter(({ guid }) => challenges.some((one) => one.guid === guid));
  const caveats = [
    status && !status.known ? status.meaning : '',
    ...new Set(told.map(({ message }) => message)),
    warning?.message ?? '',
    isSlow ? TAKES_LONG : '',
  ];
  return [`${headingOf(view)}.`, ...caveats].filter(Boolean).join(' ');
}

export const TAKES_LONG = 'It takes longer than usual. You can leave this open.';
