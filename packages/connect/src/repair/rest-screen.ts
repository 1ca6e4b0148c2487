import type { ConnectionHealth } from '@mx-member/machine/health';
import type { Trouble } from '../connection/options.ts';
import { endOfHealth, isLoginRefused } from '../messages/ends.ts';
import type { textsOf } from '../messages/english.ts';
import type { RepairText } from '../messages/repair-english.ts';
import { holdDetails, windowProblem } from '../screen/describe.ts';
import type { ConnectionView, Description, RestScreen } from '../types.ts';
import { isResting } from './resting.ts';
import { dataAgeOf, sentenceOf, titleOf } from './words.ts';

export interface RestOptions {
  readonly health: ConnectionHealth;
  readonly now: number;
  /** What MX shows of the institution before the login; `null` if all is well. */
  readonly trouble: Trouble | null;
  /** The current texts. They can be replaced while the screen is shown. */
  readonly words: () => {
    readonly locale: string;
    readonly text: RepairText;
    /** The texts of the other screens. */
    readonly screenText: ReturnType<typeof textsOf>;
  };
}

/** The screen of a resting member. */
export function restScreen({ health, now, trouble, words }: RestOptions): RestScreen {
  const { action } = health;
  const isLogin = ['enterCredentials', 'openBank', 'tryAgain'].includes(action);
  const end = endOfHealth(health);
  const isWarned = action === 'enterCredentials' && end !== null && isLoginRefused(end);

  /** What went wrong since: the login was not sent, or the window of the bank did not open. */
  function problemIn(view: ConnectionView, own: Description): string | null | undefined {
    return view.login?.problem ? own.details.at(-1) : windowProblem(view, words().screenText);
  }

  return {
    nextStep: action === 'chooseInstitution' || action === 'contactSupport' ? action : null,
    isResting: ({ member, stopped }) => isResting(member) && !stopped,
    describe(view, own) {
      const { text, screenText, locale } = words();
      const problem = problemIn(view, own);
      return {
        ...own,
        title: titleOf(health, text, screenText),
        details: holdDetails(view, screenText) ?? [
          sentenceOf(health, text, screenText),
          ...(trouble && isLogin ? [screenText(trouble.sentence)] : []),
          ...(isWarned ? [screenText('lockWarning')] : []),
          ...(problem ? [problem] : []),
        ],
        age: dataAgeOf(health, text, { now, locale }),
        tone: toneOf(health),
      };
    },
  };
}

const toneOf = ({ status, who }: ConnectionHealth): Description['tone'] =>
  status === 'upToDate' ? 'good' : who === 'user' ? 'act' : 'calm';
