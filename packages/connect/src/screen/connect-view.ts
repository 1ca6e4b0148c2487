import type { CredentialField } from '@mx-member/machine/hosting';
import type { Challenge, ChallengeOption } from '@mx-member/machine/step';
import type { Description } from '../markup.ts';
import type { Messages } from '../messages/english.ts';
import type { PageStep } from '../page-step.ts';
import type { ConnectionOptions, ConnectionView, MemberConnection } from '../types.ts';
import { FOREIGN, partProps } from './anatomy.ts';
import { buttonProps } from './button-props.ts';
import { frameProps, logoOf } from './frame-props.ts';
import { loginProps } from './login-props.ts';
import { canRetry, pageStepOf } from './next-step.ts';
import { problemsShown } from './problems-shown.ts';
import type { Normalize, PropTypes } from './props.ts';
import { questionProps } from './question-props.ts';
import { screenModelOf } from './screen-model.ts';

/** Options of {@link connectView}. */
export interface ConnectViewOptions {
  /** The view to show. @default `connection.getView()` */
  readonly view?: ConnectionView;
  /** The prefix of element ids. Each screen on a page needs its own. @default 'mx-connect' */
  readonly id?: string;
  /**
   * Called when the person takes a next step that only the page can take: another bank, the same account again, your support.
   * Without it, the screen has no button for that step. @default `onNextStep` of the connection
   */
  readonly onNextStep?: ConnectionOptions['onNextStep'];
}

/** A screen: what to show, and the props of each part. */
export interface ConnectApi<Types extends PropTypes> extends Description {
  /** The view on the screen. */
  readonly view: ConnectionView;
  /** Use it as the key of the forms. When it changes, their fields must be empty. */
  readonly key: string;
  /** The questions; empty unless `screen` is `questions`. */
  readonly challenges: readonly Challenge[];
  /** The fields of the login form; empty unless `screen` is `login`. */
  readonly credentials: readonly CredentialField[];
  /** Whether to show the time since the phase began. Not while the person has to act. */
  readonly hasClock: boolean;
  /** Whether to show the button for the bank's own page. */
  readonly canOpenBank: boolean;
  /** Whether to show the button for another attempt. */
  readonly canRetry: boolean;
  /** The next step that only the page can take; `null` if there is none. */
  readonly nextStep: PageStep | null;
  /** Whether to show the button for `nextStep`, because `onNextStep` takes this step. */
  readonly canTakeNextStep: boolean;
  /** Whether to show the button that cancels, or that closes the login form after a failed attempt. */
  readonly canCancel: boolean;
  /** The text of the button for another attempt. */
  readonly retryText: string;
  /** The text of a key. */
  text(key: keyof Messages): string;
  /** The problem of the answer to one question, or of one field of the login form; `null` if there is none. */
  problemOf(one: Challenge | CredentialField): string | null;
  /** The address of the institution's logo; `null` if the connection has none. */
  readonly logo: string | null;
  /** The address of the picture of a question or an option; `null` if it has no valid picture. */
  pictureOf(one: Challenge | ChallengeOption): string | null;

  /** The element around the whole screen. Pass the same element to `followScreen`. */
  getRootProps(): Types['element'];
  /** The live region. Put the title and the details into it. */
  getStatusProps(): Types['element'];
  /** The element of one of `details`, with its language if the text comes from MX. */
  getDetailProps(detail: string): Types['element'];
  /** The `img` of the institution's logo, if there is a `logo`. */
  getLogoProps(): Types['img'];
  /** An empty element. `followScreen` writes the time into it. */
  getClockProps(): Types['element'];
  /** The `form` around the questions or the fields of the login form. Submitting it sends them. */
  getFormProps(): Types['form'];
  /** The element around one question and its fields: a `fieldset` if it has options, otherwise a `div`. */
  getQuestionProps(challenge: Challenge): Types['element'];
  /** The `legend` of a question with options. */
  getLegendProps(challenge: Challenge): Types['element'];
  /** The `label` of a question without options. */
  getLabelProps(challenge: Challenge): Types['label'];
  /** The `input` of a question without options. Leave it uncontrolled. */
  getFieldProps(challenge: Challenge): Types['input'];
  /** The `label` of one option. */
  getOptionLabelProps(challenge: Challenge, option: ChallengeOption): Types['label'];
  /** The element around the text of an option, so that the text has its own direction. */
  getOptionTextProps(): Types['element'];
  /** The `input` (a radio button) of one option. */
  getOptionProps(challenge: Challenge, option: ChallengeOption): Types['input'];
  /** The `img` of a question or an option for which `pictureOf` has an address. */
  getPictureProps(one: Challenge | ChallengeOption): Types['img'];
  /** The element of the text of `problemOf`. */
  getProblemProps(one: Challenge | CredentialField): Types['element'];
  /** The `label` of one field of the login form. */
  getCredentialLabelProps(field: CredentialField): Types['label'];
  /** The `input` of one field of the login form. Leave it uncontrolled. */
  getCredentialProps(field: CredentialField): Types['input'];
  /** The `button` that shows and hides the password in a field of type `PASSWORD`. */
  getRevealProps(field: CredentialField): Types['button'];
  /** The `button` that submits the form. */
  getSubmitProps(): Types['button'];
  /** The `button` for the bank's own page, if `canOpenBank`. */
  getBankLinkProps(): Types['button'];
  /** The `button` for another attempt, if `canRetry`. */
  getRetryProps(): Types['button'];
  /** The `button` for the step that only the page can take, if `canTakeNextStep`. */
  getNextStepProps(): Types['button'];
  /** The `button` that cancels, if `canCancel`. */
  getCancelProps(): Types['button'];
}

/**
 * The screen of a connection, as props for the elements of your own markup.
 *
 * ```ts
 * const api = connectView(connection, plain);
 * ```
 *
 * @param normalize Turns the props into the props of a framework. Each binding has one; `plain` leaves them as in HTML.
 */
export function connectView<Types extends PropTypes>(
  connection: MemberConnection,
  normalize: Normalize<Types>,
  {
    view = connection.getView(),
    id = 'mx-connect',
    onNextStep = connection.options.onNextStep,
  }: ConnectViewOptions = {},
): ConnectApi<Types> {
  const model = screenModelOf(connection, normalize, view, id);
  const { description, text, challenges, credentials, hasAccess } = model;
  const { screen } = description;
  const problems = problemsShown(model);
  const labelProps = (one: Challenge | CredentialField) =>
    normalize.label(
      partProps('label', { id: model.idOf(one, '-label'), for: model.idOf(one), ...FOREIGN }),
    );
  const nextStep = screen === 'ended' ? pageStepOf(connection, view, hasAccess) : null;
  const takeStep =
    nextStep && (typeof onNextStep === 'function' ? onNextStep : onNextStep?.[nextStep]);
  return {
    ...description,
    view,
    key: model.key,
    challenges,
    credentials,
    hasClock: screen === 'busy' && view.since !== null,
    canOpenBank: screen === 'bank' && hasAccess,
    canRetry: screen === 'ended' && canRetry(view),
    nextStep,
    canTakeNextStep: Boolean(takeStep),
    canCancel: screen === 'login' || (screen !== 'ended' && !view.member?.outcome),
    text,
    retryText: description.retryText ?? text('retry'),
    logo: logoOf(connection),
    ...frameProps(model),
    problemOf: problems.problemOf,
    getLabelProps: labelProps,
    getCredentialLabelProps: labelProps,
    getProblemProps: (one) =>
      normalize.element(partProps('problem', { id: model.idOf(one, '-problem') })),
    ...questionProps(model, problems),
    ...loginProps(model, problems),
    ...buttonProps(model, () => takeStep?.(nextStep as PageStep, view)),
  };
}
