import { accessOf } from '../connection/access.ts';
import { MESSAGES, textsOf } from '../messages/english.ts';
import type { PageStep } from '../page-step.ts';
import type { ConnectionOptions, ConnectionView, MemberConnection } from '../types.ts';
import { describe } from './describe.ts';
import { formOf } from './form.ts';
import { canRetry, pageStepOf } from './next-step.ts';
import { FOREIGN, type Part, part, type ScreenNode } from './parts.ts';

/** The class names of parts. */
export type PartClasses = Readonly<Partial<Record<Part, string>>>;

/** Options of {@link screenOf}. */
export interface ScreenOptions {
  /** The view to show. @default `connection.getView()` */
  readonly view?: ConnectionView;
  /** The prefix of element ids. Each screen on a page needs its own. @default 'mx-connect' */
  readonly id?: string;
  /** A class name for each part that you style. @default none */
  readonly classes?: PartClasses | undefined;
  /** Replaces `onNextStep` of the connection. @default `onNextStep` of the connection */
  readonly onNextStep?: ConnectionOptions['onNextStep'];
}

function withClasses(one: ScreenNode, classes: PartClasses): ScreenNode {
  const name = classes[one.props['data-part'] as Part];
  return {
    ...one,
    props: name === undefined ? one.props : { ...one.props, class: name },
    children: one.children.map((child) =>
      typeof child === 'string' ? child : withClasses(child, classes),
    ),
  };
}

/** The language of the texts; `undefined` if the page has its own texts without a language. */
const langOf = ({ options: { messages } }: MemberConnection): string | undefined =>
  messages ? messages.lang : MESSAGES.lang;

/** The picture of the institution; `null` if there is none, or if its address is not the address of a picture. */
function logoOf({ options: { institution } }: MemberConnection): ScreenNode | null {
  const src = institution?.logo;
  return src && /^(https:|data:image\/)/.test(src) ? part('img', 'logo', { src, alt: '' }) : null;
}

/** A button. With `isOff` it can have the focus, and does nothing. */
const button = (name: Part, words: string, press: () => void, isOff = false): ScreenNode =>
  part(
    'button',
    name,
    {
      type: 'button',
      onclick: () => {
        if (!isOff) press();
      },
      'aria-disabled': isOff ? 'true' : undefined,
    },
    words,
  );

/**
 * The whole screen of a connection as a tree of plain elements. It is the same for every framework; a binding only draws it.
 * Each part has its name in `data-part`. The root has the name of the screen in `data-screen`.
 *
 * A page that draws the tree itself calls `followScreen(root).drawn()` after each drawing, which moves the focus and runs the
 * clock. It keeps an element while its `key` stays, and never sets the value of a field.
 */
export function screenOf(connection: MemberConnection, options: ScreenOptions = {}): ScreenNode {
  const screen = draw(connection, options);
  return options.classes ? withClasses(screen, options.classes) : screen;
}

function draw(
  connection: MemberConnection,
  {
    view = connection.getView(),
    id = 'mx-connect',
    onNextStep = connection.options.onNextStep,
  }: ScreenOptions,
): ScreenNode {
  const { input, institution, messages } = connection.options;
  const { member } = view;
  const text = textsOf(messages, institution?.name);
  const own = describe(view, input, text);
  const rest = connection.rest?.isResting(view) ? connection.rest : null;
  const { screen, title, details, tone, fromMx, retryText } = rest?.describe(view, own) ?? own;
  const asked = screen === 'questions' && member?.challenges[0] ? member.prompt : 0;
  const key = `${input.member.memberGuid}-${view.attempt}-${screen}-${asked}`;
  const hasAccess = accessOf(connection.options) !== null;
  const step = screen === 'ended' ? pageStepOf(connection, view, hasAccess) : null;
  const take = step && (typeof onNextStep === 'function' ? onNextStep : onNextStep?.[step]);
  const isAgain = ['open', 'closed', 'returned'].includes(view.bank.state);
  return part(
    'section',
    'root',
    {
      role: 'group',
      'aria-label': text('label'),
      tabindex: -1,
      'data-screen': screen,
      lang: langOf(connection),
      'data-tone': tone,
      'data-state': rest ? 'resting' : (member?.state ?? 'aggregating'),
      'data-key': key,
    },
    logoOf(connection),
    part(
      'div',
      'status',
      { role: 'status', 'aria-atomic': 'false' },
      part('h2', 'title', {}, title),
      ...details.map((detail, index) => {
        const foreign = detail === fromMx ? { lang: 'en', ...FOREIGN } : {};
        return part('p', 'detail', { key: `detail-${index}`, ...foreign }, detail);
      }),
    ),
    ...(rest?.draw() ?? []),
    screen === 'busy' &&
      view.since !== null &&
      part('span', 'clock', {
        role: 'timer',
        'aria-label': text('elapsed'),
        'data-since': view.since,
      }),
    (screen === 'questions' || screen === 'login') &&
      formOf({ connection, view, screen, text, key, id }),
    screen === 'bank' &&
      hasAccess &&
      button(
        'bankLink',
        text(isAgain ? 'openBankAgain' : 'openBank'),
        connection.openBank,
        view.bank.state === 'opening',
      ),
    screen === 'ended' &&
      canRetry(view) &&
      button('retry', retryText ?? text('retry'), () => connection.retry()),
    take
      ? button('nextStep', text(`act.${step as PageStep}`), () => take(step as PageStep, view))
      : null,
    (screen === 'login' || (screen !== 'ended' && !member?.outcome)) &&
      button('cancel', text('cancel'), connection.cancel),
  );
}
