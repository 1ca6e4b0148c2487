import type { ConnectionHealth } from '@mx-member/machine/health';
import type { textsOf } from '../messages/english.ts';
import type { RepairText } from '../messages/repair-english.ts';
import { type Description, FOREIGN, part, type ScreenNode } from '../screen/parts.ts';
import type { ConnectionView, RestScreen } from '../types.ts';
import { linesOf } from './lines.ts';
import { isResting } from './resting.ts';
import { dataAgeOf, sentenceOf } from './words.ts';

/** MX's data about the institution. `readInstitution` of `@mx-member/adapters/mx` returns it. */
export interface RepairInstitution {
  readonly code?: string;
  readonly name?: string;
  /** The address of its logo. */
  readonly logo?: string;
  /** The address of its site. */
  readonly url?: string | null;
  readonly forgotPasswordUrl?: string | null;
  readonly troubleSigningInUrl?: string | null;
  /** MX's instructions for the login. They are always shown as text. */
  readonly instructionalText?: string | null;
}

export interface RestOptions {
  readonly health: ConnectionHealth;
  readonly institution: RepairInstitution;
  readonly now: number;
  /** The current texts. They can be replaced while the screen is shown. */
  readonly words: () => {
    readonly locale: string;
    readonly text: RepairText;
    /** The texts of the other screens. */
    readonly screenText: ReturnType<typeof textsOf>;
  };
}

/** A link that is safe to show: `https:`, without a user name or a password. Anything else is `null`. */
export function safeLink(address: string | null | undefined): string | null {
  if (!address || !URL.canParse(address)) return null;
  const { protocol, username, password, href } = new URL(address);
  return protocol === 'https:' && !username && !password ? href : null;
}

/** The screen of a resting member. */
export function restScreen({ health, institution, now, words }: RestOptions): RestScreen {
  const { action } = health;
  const isLogin = action === 'enterCredentials';
  const isVisit = action === 'visitInstitution';

  function partsNow(): RestScreen['parts'] {
    const { text, locale } = words();
    const link = (key: Parameters<RepairText>[0], address: string | null | undefined) => {
      const href = safeLink(address);
      return href === null ? [] : [{ text: text(key), href }];
    };
    return {
      age: dataAgeOf(health, text, { now, locale }),
      instructions: isLogin || isVisit ? linesOf(institution.instructionalText ?? '') : [],
      steps: isVisit ? [text('repair.step.visit'), text('repair.step.back')] : [],
      links: [
        ...(isVisit ? link('repair.link.bank', institution.url) : []),
        ...(isLogin ? link('repair.link.forgotPassword', institution.forgotPasswordUrl) : []),
        ...(isLogin || isVisit ? link('repair.link.trouble', institution.troubleSigningInUrl) : []),
      ],
    };
  }

  /** What went wrong since: the login was not sent, or the window of the bank did not open. */
  function problemIn({ login, bank }: ConnectionView, own: Description): readonly string[] {
    if (login?.problem) return own.details.slice(-1);
    const { state } = bank;
    return state === 'cannotOpen' || state === 'unavailable'
      ? [words().screenText(`bank.${state}`)]
      : [];
  }

  return {
    get parts() {
      return partsNow();
    },
    nextStep: action === 'chooseInstitution' || action === 'contactSupport' ? action : null,
    isResting: ({ member, stopped }) => isResting(member) && !stopped,
    describe(view, own) {
      const { text } = words();
      return {
        ...own,
        fromMx: null,
        title: text(`repair.title.${action}`),
        details: [sentenceOf(health, text), ...problemIn(view, own)],
        tone: toneOf(health),
      };
    },
    draw: () => drawParts(partsNow()),
  };
}

const toneOf = ({ status, who }: ConnectionHealth): Description['tone'] =>
  status === 'upToDate' ? 'good' : who === 'user' ? 'act' : 'calm';

export function drawParts({
  age,
  instructions,
  steps,
  links,
}: RestScreen['parts']): readonly ScreenNode[] {
  return [
    ...(age === null ? [] : [part('p', 'age', {}, age)]),
    ...instructions.map((line, index) =>
      part('p', 'instructions', { key: `instructions-${index}`, ...FOREIGN }, line),
    ),
    ...(steps.length === 0 ? [] : [part('ol', 'steps', {}, ...steps.map(stepOf))]),
    ...links.map(({ text, href }) =>
      part('a', 'link', { key: href, href, target: '_blank', rel: 'noopener noreferrer' }, text),
    ),
  ];
}

const stepOf = (step: string, index: number): ScreenNode => ({
  tag: 'li',
  key: `step-${index}`,
  props: {},
  children: [step],
});
