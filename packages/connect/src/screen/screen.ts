import type { Challenge, FaultCode } from '@mx-member/machine/step';
import { accessOf } from '../connection/options.ts';
import { needsLogin } from '../connection/view.ts';
import { type Control, HELP, type PageStep } from '../messages/ends.ts';
import { MESSAGES, textsOf } from '../messages/english.ts';
import type { ConnectionOptions, ConnectionView, Description, MemberConnection } from '../types.ts';
import { describe } from './describe.ts';
import { formOf } from './form.ts';
import { linesOf, safeLink } from './lines.ts';
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
  /** Replaces `onDone` of the connection. @default `onDone` of the connection */
  readonly onDone?: ConnectionOptions['onDone'];
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

/** A link that opens beside the page; nothing without a safe address. */
function link(
  name: 'link' | 'website',
  words: string,
  address: string | null | undefined,
): readonly ScreenNode[] {
  const href = safeLink(address);
  if (href === null) return [];
  return [
    part('a', name, { key: href, href, target: '_blank', rel: 'noopener noreferrer' }, words),
  ];
}

const paragraph = (words: string): ScreenNode => ({
  tag: 'p',
  key: 'text',
  props: {},
  children: [words],
});

/** The element that the focus goes to. */
const focused = (node: ScreenNode): ScreenNode => ({
  ...node,
  props: { ...node.props, 'data-focus': true },
});

/** A button, or a link, that is not the first thing to press. */
const quiet = (node: ScreenNode): ScreenNode => ({
  ...node,
  props: { ...node.props, 'data-quiet': true },
});

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

interface Drawing {
  readonly connection: MemberConnection;
  readonly view: ConnectionView;
  readonly description: Description;
  readonly text: ReturnType<typeof textsOf>;
  readonly onNextStep: ConnectionOptions['onNextStep'];
  readonly onDone: ConnectionOptions['onDone'];
}

/** The controls below the form: the one that helps most comes first. */
function controls(drawing: Drawing): readonly ScreenNode[] {
  const { connection, view, description, text, onNextStep, onDone } = drawing;
  const { screen, retryText, isRetryQuiet, tone } = description;
  const { institution } = connection.options;
  const { outcome } = view.member ?? {};
  const isEnd = screen === 'ended';
  // On the way to the page of the bank, before anything was tried.
  const isFirst = screen === 'bank' && tone === 'begin';
  const hasAccess = accessOf(connection.options) !== null;
  const step = pageStepOf(connection, view, hasAccess);
  const take = step && (typeof onNextStep === 'function' ? onNextStep : onNextStep?.[step]);
  const ofPage =
    step && take && (isEnd || isFirst || step === 'signIn')
      ? [button('nextStep', text(`act.${step}`), () => take(step, view))]
      : [];
  const help = outcome?.outcome === 'failed' ? HELP[outcome.nextStep] : null;
  const isQuiet = isRetryQuiet ?? help?.quiet.includes('retry') ?? false;
  const retry =
    isEnd && canRetry(view)
      ? [button('retry', retryText ?? text('retry'), () => connection.retry())]
      : [];
  // The next try comes by itself, but after a long outage not soon.
  const isInterrupted =
    screen === 'busy' &&
    !view.isOffline &&
    view.warning !== null &&
    INTERRUPTED.includes(view.warning);
  const isAgain = ['open', 'closed', 'returned'].includes(view.bank.state);
  const all = [
    ...(screen === 'bank' && hasAccess
      ? [
          button(
            'bankLink',
            text(isAgain ? 'openBankAgain' : 'openBank'),
            connection.openBank,
            view.bank.state === 'opening',
          ),
        ]
      : []),
    ...(isEnd && help?.primary === 'website'
      ? link('website', text('link.bank'), institution?.url)
      : []),
    ...(step === 'signIn' ? ofPage : []),
    ...(isQuiet ? [] : retry),
    ...(isInterrupted ? [quiet(button('retry', text('tryNow'), connection.hint))] : []),
    ...(step === 'signIn' ? [] : ofPage),
    ...(isQuiet ? retry.map(quiet) : []),
  ];
  const isOver = isEnd && all.every(({ props }) => props['data-quiet']);
  if (isOver && onDone) all.unshift(button('done', text('done'), () => onDone(view)));
  return all.map((node, index) => (index === 0 ? node : quiet(node)));
}

/** Faults that another call may not meet. */
const INTERRUPTED: readonly FaultCode[] = ['unreachable', 'malformed', 'unexpected'];

/** Links of the bank, for a person who cannot log in. */
function links({ connection, view, description, text }: Drawing): readonly ScreenNode[] {
  const { institution } = connection.options;
  const outcome = view.member?.outcome;
  const { screen, tone } = description;
  // Another password does not help while the bank is down.
  const isDown = view.login?.problem?.startsWith('institution') === true;
  const isHelped = (control: Control) =>
    screen === 'login' ||
    (screen === 'ended' &&
      outcome?.outcome === 'failed' &&
      HELP[outcome.nextStep].quiet.includes(control) &&
      (control === 'website' || !isDown));
  return [
    ...(isHelped('forgotPassword')
      ? link('link', text('link.forgotPassword'), institution?.forgotPasswordUrl)
      : []),
    ...(isHelped('trouble')
      ? link('link', text('link.trouble'), institution?.troubleSigningInUrl)
      : []),
    // Before the first login, nothing was wrong with it.
    ...(isHelped('website') && tone !== 'begin'
      ? link('link', text('link.bank'), institution?.url)
      : []),
  ];
}

/** Who gets which data and why, or why the bank asks. */
function about({ connection, view, description, text }: Drawing): ScreenNode | null {
  const { screen, tone } = description;
  const isFirst = screen === 'login' ? tone === 'begin' : !view.member?.outcome || tone === 'begin';
  if (!isFirst || (screen !== 'login' && screen !== 'bank' && screen !== 'questions')) return null;
  const { privacyUrl, appName } = connection.options;
  const privacy = screen === 'questions' ? undefined : privacyUrl;
  return part(
    'div',
    'about',
    {},
    paragraph(text(screen === 'login' && appName ? 'about.loginFor' : `about.${screen}`)),
    ...link('link', text('link.privacy'), privacy),
  );
}

/** The button that stops, or the question whether to stop. It is asked once, while answers could be lost. */
function cancel({ connection, view, description, text }: Drawing): readonly ScreenNode[] {
  const { screen } = description;
  if (screen !== 'login' && (screen === 'ended' || view.member?.outcome)) return [];
  const stop = (words: string, press: () => void) => quiet(button('cancel', words, press));
  if (!view.asksToCancel)
    return [
      stop(text('cancel'), () =>
        screen === 'questions' ? connection.askToCancel(true) : connection.cancel(),
      ),
    ];
  return [
    part(
      'div',
      'confirm',
      { role: 'alert' },
      paragraph(text('confirm')),
      focused(button('keep', text('keep'), () => connection.askToCancel(false))),
      stop(text('confirmed'), connection.cancel),
    ),
  ];
}

/** How long a code may take before the screen says what helps, in ms. */
const CODE_IS_LATE = 60_000;

/** Whether a question is about a code that the bank has sent. Banks ask for codes as TEXT, too. */
const isCode = ({ type, label }: Challenge): boolean =>
  type === 'TOKEN' ||
  (type === 'TEXT' && /\b(code|passcode|código)\b/i.test(label) && !/\b(zip|postal)/i.test(label));

/**
 * What helps if a code does not come. MX starts no job while a question is open (D-ERR, N-UPD), so it has no button. It is
 * below everything else, so that nothing moves when `followScreen` shows it.
 */
function noCode({ view, description, text }: Drawing): ScreenNode | null {
  const { member, since, attempt } = view;
  if (description.screen !== 'questions' || !member?.challenges.some(isCode) || since === null)
    return null;
  const late = { hidden: true, 'data-late': since + CODE_IS_LATE };
  // Always in the page, so that a screen reader says what appears in it: once for each prompt.
  return part(
    'div',
    'noCode',
    { key: `noCode-${attempt}-${member.prompt}`, role: 'status' },
    part('p', 'noCodeText', late, text('noCode')),
  );
}

/** The texts of a connection. */
const textsFor = ({ options: { messages, institution, appName } }: MemberConnection) =>
  textsOf(messages, institution?.name, appName);

/** The view in words. */
export function descriptionOf(connection: MemberConnection, view: ConnectionView): Description {
  const own = describe(view, connection.options, textsFor(connection));
  return connection.rest?.isResting(view) ? connection.rest.describe(view, own) : own;
}

function draw(
  connection: MemberConnection,
  {
    view = connection.getView(),
    id = 'mx-connect',
    onNextStep = connection.options.onNextStep,
    onDone = connection.options.onDone,
  }: ScreenOptions,
): ScreenNode {
  const { input, institution } = connection.options;
  const { member } = view;
  const text = textsFor(connection);
  const description = descriptionOf(connection, view);
  const { screen, title, details, tone, age } = description;
  const drawing = { connection, view, description, text, onNextStep, onDone };
  const asked = screen === 'questions' && member?.challenges[0] ? member.prompt : 0;
  const form = `${view.attempt}-${screen}-${asked}`;
  const isResting = connection.rest?.isResting(view) === true;
  const isLogin = screen === 'login' || (screen === 'bank' && isResting);
  const instructions = isLogin ? linesOf(institution?.instructionalText ?? '') : [];
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
      'data-state': isResting ? 'resting' : (member?.state ?? 'aggregating'),
      // Without the guid, because a server that renders does not know the id of a new member.
      'data-key': view.asksToCancel ? `${form}-cancel` : form,
    },
    logoOf(connection),
    part(
      'div',
      'status',
      { role: 'status', 'aria-atomic': 'false' },
      part('h2', 'title', {}, title),
      ...details.map((detail, index) => part('p', 'detail', { key: `detail-${index}` }, detail)),
    ),
    age ? part('p', 'age', {}, age) : null,
    ...instructions.map((line, index) =>
      part('p', 'instructions', { key: `instructions-${index}`, ...FOREIGN }, line),
    ),
    screen === 'busy' &&
      view.since !== null &&
      part('span', 'clock', {
        role: 'timer',
        'aria-label': text('elapsed'),
        'data-since': view.since,
      }),
    (screen === 'questions' || screen === 'login') &&
      formOf({ connection, view, screen, text, key: `${input.member.memberGuid}-${form}`, id }),
    ...controls(drawing),
    ...links(drawing),
    about(drawing),
    ...cancel(drawing),
    noCode(drawing),
  );
}

/** Whether another attempt can begin, or the login form can be shown again. */
export function canRetry({ stopped, member, login }: ConnectionView): boolean {
  const outcome = member?.outcome;
  if (stopped) return true;
  if (outcome?.outcome !== 'failed') return false;
  const { nextStep } = outcome;
  return (
    ['restart', 'tryLater', 'visitInstitution'].includes(nextStep) ||
    // MX does not know the institution at another try either.
    (nextStep === 'updateCredentials' && login !== null && login.problem !== 'notFound')
  );
}

/** The next step that only the page can take; `null` if there is none. */
export function pageStepOf(
  { rest, options: { input, institution } }: MemberConnection,
  view: ConnectionView,
  hasAccess: boolean,
): PageStep | null {
  const outcome = view.member?.outcome;
  if ([view.warning, view.stopped, Object(outcome).reason].includes('signedOut')) return 'signIn';
  if (rest?.isResting(view)) return rest.nextStep;
  if (outcome?.outcome !== 'failed' || canRetry(view)) return null;
  // MX needs the institution code to return the fields of the form.
  const mayHaveForm = hasAccess && institution?.code !== undefined && !view.login?.problem;
  const hasForm = needsLogin(view, input) && mayHaveForm;
  // Attempts and the form cover all other steps.
  return hasForm ? null : (outcome.nextStep as PageStep);
}
