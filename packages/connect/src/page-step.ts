import type { NextStep } from '@mx-member/machine/step';

/** A next step that only the page can take, because the screen cannot. */
export type PageStep = Exclude<NextStep, 'restart' | 'tryLater' | 'visitInstitution'>;
