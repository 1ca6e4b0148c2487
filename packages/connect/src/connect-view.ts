import type { CredentialField } from '@mx-member/machine/hosting';
import type { Challenge, ChallengeOption } from '@mx-member/machine/step';
import { type Description, describe, problemsOf } from './describe.ts';
import { type Messages, textsOf } from './messages.ts';
import type { Normalize, Props, PropTypes } from './props.ts';
import type { ConnectionView, MemberConnection } from './types.ts';

/** Options of {@link connectView}. */
export interface ConnectViewOptions {
  /** The view to show. @default `connection.getView()` */
  readonly view?: ConnectionView;
  /** Begins the ids of elements; it must be another one for each screen of a page. @default 'mx-connect' */
  readonly id?: string;
}

/** A screen: what to show, and the props of each part. */
export interface ConnectApi<Types extends PropTypes> extends Description {
  /** The view that is shown. */
  readonly view: ConnectionView;
  /** Key the forms by it: when it changes, their fields are to be empty. */
  readonly key: string;
  /** The questions; empty unless `screen` is `questions`. */
  readonly challenges: readonly Challenge[];
  /** The fields of the login form; empty unless `screen` is `login`. */
  readonly credentials: readonly CredentialField[];
  /** Whether the time since the phase began is shown: while nobody waits for the person. */
  readonly hasClock: boolean;
  /** Whether to show the button for the bank's own page. */
  readonly canOpenBank: boolean;
  /** Whether to show the button that begins another attempt. */
  readonly canRetry: boolean;
  /** Whether to show the button that gives up. */
  readonly canCancel: boolean;
  /** A text by its key. */
  text(key: keyof Messages): string;
  /** What is wrong with the answer to one question; `null` for nothing. */
  problemOf(challenge: Challenge): string | null;
  /** The address of a picture of the bank's; `null` when it has none, or what it has is no picture. */
  pictureOf(one: Challenge | ChallengeOption): string | null;

  /** Around the whole screen; also what `followScreen` is given. */
  getRootProps(): Types['element'];
  /** The live region: the title and the details go in it. */
  getStatusProps(): Types['element'];
  /** An element without content: `followScreen` puts the time in it. */
  getClockProps(): Types['element'];
  /** Around the questions, or the fields of the login form: submitting it sends them. */
  getFormProps(): Types['form'];
  /** Around one question and its fields: a `fieldset` for one with options, else a `div`. */
  getQuestionProps(challenge: Challenge): Types['element'];
  /** The `legend` of a question with options. */
  getLegendProps(challenge: Challenge): Types['element'];
  /** The `label` of a question without options. */
  getLabelProps(challenge: Challenge): Types['label'];
  /** The `input` of a question without options. Leave it uncontrolled. */
  getFieldProps(challenge: Challenge): Types['input'];
  /** The `label` of one option. */
  getOptionLabelProps(challenge: Challenge, option: ChallengeOption): Types['label'];
  /** The `input` (a radio button) of one option. */
  getOptionProps(challenge: Challenge, option: ChallengeOption): Types['input'];
  /** The `img` of a question or an option for which `pictureOf` has an address. */
  getPictureProps(one: Challenge | ChallengeOption): Types['img'];
  /** Around what `problemOf` says. */
  getProblemProps(challenge: Challenge): Types['element'];
  /** The `label` of one field of the login form. */
  getCredentialLabelProps(field: CredentialField): Types['label'];
  /** The `input` of one field of the login form. Leave it uncontrolled. */
  getCredentialProps(field: CredentialField): Types['input'];
  /** The `button` that submits the form. */
  getSubmitProps(): Types['button'];
  /** The `button` for the bank's own page, where `canOpenBank`. */
  getBankLinkProps(): Types['button'];
  /** The `button` for another attempt, where `canRetry`. */
  getRetryProps(): Types['button'];
  /** The `button` that gives up, where `canCancel`. */
  getCancelProps(): Types['button'];
}

/** What was entered, by the names of the fields. Nothing of it is kept. */
const entered = (event: Event, guids: readonly string[]) => {
  event.preventDefault();
  const data = new FormData(event.currentTarget as HTMLFormElement);
  return guids.flatMap((guid) => {
    const value = data.get(guid);
    return typeof value === 'string' ? [{ guid, value }] : [];
  });
};

/** Whether another attempt can begin from here, or the login form be fetched again. */
function canRetry({ stopped, member, login }: ConnectionView): boolean {
  const outcome = member?.outcome;
  if (stopped) return true;
  if (outcome?.outcome !== 'failed') return false;
  const { nextStep } = outcome;
  return (
    ['restart', 'tryLater', 'visitInstitution'].includes(nextStep) ||
    (nextStep === 'updateCredentials' && login !== null)
  );
}

/** A field into which software must write nothing of its own. */
const PLAIN_TEXT = { autocapitalize: 'none', autocorrect: 'off', spellcheck: 'false' };

/**
 * The screen of a connection, as props for the elements of your own markup.
 *
 * ```ts
 * const api = connectView(connection, plain);
 * ```
 *
 * @param normalize Makes a framework's props. Its binding has one; `plain` leaves them as in HTML.
 */
export function connectView<Types extends PropTypes>(
  connection: MemberConnection,
  normalize: Normalize<Types>,
  { view = connection.getView(), id = 'mx-connect' }: ConnectViewOptions = {},
): ConnectApi<Types> {
  const { input, institution, messages, access, source } = connection.options;
  const text = textsOf(messages, institution?.name);
  const described = describe(view, input, text);
  const { screen } = described;
  const { member, attempt, isSending, bank } = view;
  const challenges = screen === 'questions' ? (member?.challenges ?? []) : [];
  const credentials = screen === 'login' ? (view.login?.fields ?? []) : [];
  const prompt = member?.prompt ?? 0;
  const problems = problemsOf(view);
  const hasAccess = access !== undefined || 'oauthWindowUri' in source;
  const outcome = member?.outcome ?? null;
  const firstWrong = challenges.findIndex(({ guid }) => problems.some((one) => one.guid === guid));

  const part = (name: string, props: Props = {}): Props => ({ 'data-part': name, ...props });
  const idOf = ({ guid }: { readonly guid: string }, suffix = '') =>
    `${id}-${[...challenges, ...credentials].findIndex((one) => one.guid === guid)}${suffix}`;
  const problemOf = ({ guid }: Challenge): string | null => {
    const found = problems.find((one) => one.guid === guid);
    return found ? text(`problem.${found.code}`) : null;
  };
  const errorProps = (challenge: Challenge): Props =>
    problemOf(challenge) === null
      ? {}
      : { 'aria-invalid': 'true', 'aria-describedby': idOf(challenge, '-problem') };
  const isFirst = (challenge: Challenge): boolean =>
    challenges.indexOf(challenge) === Math.max(0, firstWrong);
  const pictureOf = (one: Challenge | ChallengeOption): string | null => {
    const uri =
      'guid' in one && 'imageData' in one ? one.imageData : (one as ChallengeOption).dataUri;
    return uri?.startsWith('data:image/') ? uri : null;
  };
  const button = (name: string, onclick: () => void, isOff = false): Types['button'] =>
    normalize.button(
      part(name, {
        type: 'button',
        onclick: () => {
          if (!isOff) onclick();
        },
        ...(isOff && { 'aria-disabled': 'true' }),
      }),
    );

  return {
    ...described,
    view,
    key: `${input.member.memberGuid}-${attempt}-${screen}-${screen === 'questions' ? prompt : 0}`,
    challenges,
    credentials,
    hasClock: screen === 'busy' && view.since !== null,
    canOpenBank: screen === 'bank' && hasAccess,
    canRetry: screen === 'ended' && canRetry(view),
    canCancel: screen !== 'ended' && outcome === null,
    text,
    problemOf,
    pictureOf,

    getRootProps: () =>
      normalize.element(
        part('root', {
          role: 'group',
          'aria-label': text('label'),
          tabindex: -1,
          'data-screen': screen,
          'data-state': member?.state ?? 'aggregating',
          'data-key': `${attempt}-${screen}-${prompt}`,
        }),
      ),
    getStatusProps: () =>
      normalize.element(part('status', { role: 'status', 'aria-atomic': 'false' })),
    getClockProps: () =>
      normalize.element(
        part('clock', {
          role: 'timer',
          'aria-label': text('elapsed'),
          'data-since': view.since ?? undefined,
        }),
      ),
    getFormProps: () =>
      normalize.form(
        part('form', {
          novalidate: screen === 'questions',
          onsubmit: (event) => {
            const guids = [...challenges, ...credentials].map(({ guid }) => guid);
            const given = entered(event, guids);
            if (isSending) return;
            if (screen === 'login') void connection.submitCredentials(given);
            else void connection.answer({ answers: given, prompt });
          },
        }),
      ),
    getQuestionProps: (challenge) =>
      normalize.element(
        part('question', {
          'data-type': challenge.type,
          ...(challenge.options.length > 0 && {
            role: 'radiogroup',
            'aria-labelledby': idOf(challenge, '-label'),
            'aria-required': 'true',
            ...errorProps(challenge),
          }),
        }),
      ),
    getLegendProps: (challenge) =>
      normalize.element(part('label', { id: idOf(challenge, '-label') })),
    getLabelProps: (challenge) =>
      normalize.label(part('label', { id: idOf(challenge, '-label'), for: idOf(challenge) })),
    getFieldProps: (challenge) =>
      normalize.input(
        part('field', {
          id: idOf(challenge),
          name: challenge.guid,
          type: 'text',
          // Banks ask for codes as TEXT too. Nothing says that a code is a number.
          autocomplete: challenge.type === 'IMAGE_DATA' ? 'off' : 'one-time-code',
          enterkeyhint: challenges.at(-1) === challenge ? 'done' : 'next',
          ...PLAIN_TEXT,
          'aria-required': 'true',
          'data-focus': isFirst(challenge) || undefined,
          ...errorProps(challenge),
        }),
      ),
    getOptionLabelProps: (challenge, option) =>
      normalize.label(
        part('option', { for: idOf(challenge, `-${challenge.options.indexOf(option)}`) }),
      ),
    getOptionProps: (challenge, option) => {
      const index = challenge.options.indexOf(option);
      return normalize.input(
        part('radio', {
          id: idOf(challenge, `-${index}`),
          name: challenge.guid,
          type: 'radio',
          value: option.value,
          'data-focus': (isFirst(challenge) && index === 0) || undefined,
        }),
      );
    },
    getPictureProps: (one) =>
      normalize.img(
        part('picture', {
          src: pictureOf(one) ?? undefined,
          // The label stands beside the picture of an option.
          alt: 'options' in one ? text('picture') : '',
        }),
      ),
    getProblemProps: (challenge) =>
      normalize.element(part('problem', { id: idOf(challenge, '-problem') })),
    getCredentialLabelProps: (field) => normalize.label(part('label', { for: idOf(field) })),
    getCredentialProps: (field) =>
      normalize.input(
        part('field', {
          id: idOf(field),
          name: field.guid,
          type: field.type === 'PASSWORD' ? 'password' : 'text',
          // It is the login of the bank, not of this site.
          autocomplete: 'off',
          required: true,
          ...PLAIN_TEXT,
          'data-focus': credentials[0] === field || undefined,
        }),
      ),
    getSubmitProps: () =>
      normalize.button(
        part('submit', { type: 'submit', ...(isSending && { 'aria-disabled': 'true' }) }),
      ),
    getBankLinkProps: () => button('bankLink', connection.openBank, bank.state === 'opening'),
    getRetryProps: () => button('retry', () => connection.retry()),
    getCancelProps: () => button('cancel', connection.cancel),
  };
}
