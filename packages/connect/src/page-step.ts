import type { NextStep } from '@mx-member/machine/step';

/** A next step that a screen cannot take by itself, so that the page has to. */
export type PageStep = Exclude<NextStep, 'restart' | 'tryLater' | 'visitInstitution'>;
