import type { NextStep } from '@mx-member/machine/step';

/** A next step that only the page can take, because the screen cannot. `signIn`: the person is signed out of the page. */
export type PageStep = Exclude<NextStep, 'restart' | 'tryLater' | 'visitInstitution'> | 'signIn';
