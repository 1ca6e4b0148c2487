import type { CredentialField } from '@mx-member/machine/hosting';
import type { Challenge, ChallengeOption } from '@mx-member/machine/step';
import type { Description } from '../markup.ts';
import type { Messages } from '../messages/english.ts';
import type { PageStep } from '../page-step.ts';
import type { ConnectionOptions, ConnectionView, MemberConnection } from '../types.ts';
import { buttonProps } from './button-props.ts';
import { frameProps, logoOf } from './frame-props.ts';
import { loginProps } from './login-props.ts';
import { canRetry, pageStepOf } from './next-step.ts';
import type { Normalize, PropTypes } from './props.ts';
import { questionProps } from './question-props.ts';
import { screenModelOf } from './screen-model.ts';

/** Options of {@link connectView}. */
export interface ConnectViewOptions {
  /** The view to show. @default `connection.getView()` */
  readonly view?: ConnectionView;
  /** Begins the ids of elements; it must be another one for each screen of a page. @default 'mx-connect' */
  readonly id?: string;
  /**
   * The person wants to take the next step, which only the page can: another bank, the account once more, your support. Without
   * it the screen has no control for that step. @default that of the connection
   */
  readonly onNextStep?: ConnectionOptions['onNextStep'];
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
  /** The step that only the page can take; `null` when the screen can go on, or nobody has to. */
  readonly nextStep: PageStep | null;
  /** Whether to show the button for `nextStep`: somebody has given `onNextStep`. */
  readonly canTakeNextStep: boolean;
  /** Whether to show the button that gives up, or closes the login form of an attempt that has failed. */
  readonly canCancel: boolean;
  /** A text by its key. */
  text(key: keyof Messages): string;
  /** What is wrong with the answer to one question; `null` for nothing. */
  problemOf(challenge: Challenge): string | null;
  /** The address of the institution's logo; `null` when the connection has none. */
  readonly logo: string | null;
  /** The address of a picture of the bank's; `null` when it has none, or what it has is no picture. */
  pictureOf(one: Challenge | ChallengeOption): string | null;

  /** Around the whole screen; also what `followScreen` is given. */
  getRootProps(): Types['element'];
  /** The live region: the title and the details go in it. */
  getStatusProps(): Types['element'];
  /** Around one of `details`, with its language where MX has written it. */
  getDetailProps(detail: string): Types['element'];
  /** The `img` of the institution's logo, where there is a `logo`. */
  getLogoProps(): Types['img'];
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
  /** Around the label of an option, so that it has a direction of its own. */
  getOptionTextProps(): Types['element'];
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
  /** The `button` that shows the password in a field of type `PASSWORD`, and hides it again. */
  getRevealProps(field: CredentialField): Types['button'];
  /** The `button` that submits the form. */
  getSubmitProps(): Types['button'];
  /** The `button` for the bank's own page, where `canOpenBank`. */
  getBankLinkProps(): Types['button'];
  /** The `button` for another attempt, where `canRetry`. */
  getRetryProps(): Types['button'];
  /** The `button` for the step that only the page can take, where `canTakeNextStep`. */
  getNextStepProps(): Types['button'];
  /** The `button` that gives up, where `canCancel`. */
  getCancelProps(): Types['button'];
}

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
  {
    view = connection.getView(),
    id = 'mx-connect',
    onNextStep = connection.options.onNextStep,
  }: ConnectViewOptions = {},
): ConnectApi<Types> {
  const model = screenModelOf(connection, normalize, view, id);
  const { description, text, challenges, credentials, prompt, hasAccess } = model;
  const { screen } = description;
  const nextStep = screen === 'ended' ? pageStepOf(connection, view, hasAccess) : null;
  const { memberGuid } = connection.options.input.member;
  return {
    ...description,
    view,
    key: `${memberGuid}-${view.attempt}-${screen}-${screen === 'questions' ? prompt : 0}`,
    challenges,
    credentials,
    hasClock: screen === 'busy' && view.since !== null,
    canOpenBank: screen === 'bank' && hasAccess,
    canRetry: screen === 'ended' && canRetry(view),
    nextStep,
    canTakeNextStep: nextStep !== null && onNextStep !== undefined,
    canCancel: screen === 'login' || (screen !== 'ended' && !view.member?.outcome),
    text,
    logo: logoOf(connection),
    ...frameProps(model),
    ...questionProps(model),
    ...loginProps(model),
    ...buttonProps(model, () => nextStep && onNextStep?.(nextStep, view)),
  };
}
