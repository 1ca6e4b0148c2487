import { checkInput } from '../data/check.ts';
import type { OptionKinds } from './option-kinds.ts';
import type { InputDefaults, MemberHostOptions } from './options.ts';

/**
 * Checks the options of factories, so that a misspelled option does not silently mean its default. A bundler with the
 * condition `production` leaves both checks out of a page. With esbuild the kinds go too if they stand in the call.
 */
export { checkOptions, checkPort } from '#checked-options';

/** The kinds of the options that all hosts share. */
export const MEMBER_HOST_KINDS: OptionKinds<MemberHostOptions<string>> = {
  port: 'an object!',
  pacing: 'an object',
  deadlines: 'an object',
  unsafePacing: 'a boolean',
  onEnded: 'a function',
  onEndedTimeout: 'a whole number above 0',
  onUnreadable: 'a function',
  onError: 'a function',
  observer: 'an object',
  retention: 'a whole number above 0',
  now: 'a function',
};

/** @throws {TypeError} for values that no input could have. */
export function checkDefaults({ pacing, deadlines, unsafePacing }: InputDefaults): void {
  checkInput({
    member: { userGuid: 'USR', memberGuid: 'MBR' },
    job: null,
    ...(pacing && { pacing }),
    ...(deadlines && { deadlines }),
    ...(unsafePacing && { unsafePacing }),
  });
}
