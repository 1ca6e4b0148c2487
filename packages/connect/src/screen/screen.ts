import type { CredentialField } from '@mx-member/machine/hosting';
import type { Challenge, ChallengeOption } from '@mx-member/machine/step';
import { node, type Props, type ScreenNode } from '../markup.ts';
import type { MemberConnection } from '../types.ts';
import { type Part, partProps } from './anatomy.ts';
import { type ConnectApi, type ConnectViewOptions, connectView } from './connect-view.ts';
import { plain } from './props.ts';
import { restOf } from './screen-model.ts';

type Api = ConnectApi<Record<'element' | 'form' | 'label' | 'input' | 'img' | 'button', Props>>;

const picture = (api: Api, one: Challenge | ChallengeOption) =>
  api.pictureOf(one) !== null && node('img', 'picture', api.getPictureProps(one));

function problem(api: Api, one: Challenge | CredentialField) {
  const text = api.problemOf(one);
  return text !== null && node('p', 'problem', api.getProblemProps(one), text);
}

const option = (api: Api, challenge: Challenge, one: ChallengeOption, index: number): ScreenNode =>
  node(
    'label',
    `option-${index}`,
    api.getOptionLabelProps(challenge, one),
    node('input', 'radio', api.getOptionProps(challenge, one)),
    picture(api, one),
    node('span', 'text', api.getOptionTextProps(), one.label),
  );

function question(api: Api, challenge: Challenge): ScreenNode {
  const { guid, label, options } = challenge;
  const wrong = problem(api, challenge);
  return options.length > 0
    ? node(
        'fieldset',
        guid,
        api.getQuestionProps(challenge),
        node('legend', 'label', api.getLegendProps(challenge), label),
        ...options.map((one, index) => option(api, challenge, one, index)),
        wrong,
      )
    : node(
        'div',
        guid,
        api.getQuestionProps(challenge),
        node('label', 'label', api.getLabelProps(challenge), label),
        picture(api, challenge),
        node('input', 'field', api.getFieldProps(challenge)),
        wrong,
      );
}

const credential = (api: Api, field: CredentialField): ScreenNode =>
  node(
    'div',
    field.guid,
    partProps('question'),
    node('label', 'label', api.getCredentialLabelProps(field), field.label),
    node('input', 'field', api.getCredentialProps(field)),
    field.type === 'PASSWORD' &&
      node('button', 'reveal', api.getRevealProps(field), api.text('reveal')),
    problem(api, field),
  );

function form(api: Api): ScreenNode {
  const { view, challenges, credentials, text, key } = api;
  return node(
    'form',
    key,
    api.getFormProps(),
    ...challenges.map((one) => question(api, one)),
    ...credentials.map((one) => credential(api, one)),
    node(
      'button',
      'submit',
      api.getSubmitProps(),
      text(view.isSending ? 'sending' : credentials.length > 0 ? 'submitLogin' : 'submit'),
    ),
  );
}

/** The class names of parts. */
export type PartClasses = Readonly<Partial<Record<Part, string>>>;

/** Options of {@link screenOf}. */
export interface ScreenOptions extends ConnectViewOptions {
  /** A class name for each part that you style. @default none */
  readonly classes?: PartClasses | undefined;
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

/**
 * The whole screen of a connection as a tree of plain elements. It is the same for every framework; a binding only draws it.
 * Each part has its name in `data-part`.
 */
export function screenOf(
  connection: MemberConnection,
  { classes, ...options }: ScreenOptions = {},
): ScreenNode {
  const screen = draw(connection, connectView(connection, plain, options));
  return classes ? withClasses(screen, classes) : screen;
}

function draw(connection: MemberConnection, api: Api): ScreenNode {
  const { view, title, details, screen, text } = api;
  const isAgain = ['open', 'closed', 'returned'].includes(view.bank.state);
  return node(
    'section',
    'root',
    api.getRootProps(),
    api.logo !== null && node('img', 'logo', api.getLogoProps()),
    node(
      'div',
      'status',
      api.getStatusProps(),
      node('h2', 'title', partProps('title'), title),
      ...details.map((detail, index) =>
        node('p', `detail-${index}`, api.getDetailProps(detail), detail),
      ),
    ),
    ...(restOf(connection, view)?.draw() ?? []),
    api.hasClock && node('span', 'clock', api.getClockProps()),
    (screen === 'questions' || screen === 'login') && form(api),
    api.canOpenBank &&
      node(
        'button',
        'bankLink',
        api.getBankLinkProps(),
        text(isAgain ? 'openBankAgain' : 'openBank'),
      ),
    api.canRetry && node('button', 'retry', api.getRetryProps(), api.retryText),
    api.canTakeNextStep &&
      api.nextStep &&
      node('button', 'nextStep', api.getNextStepProps(), text(`act.${api.nextStep}`)),
    api.canCancel && node('button', 'cancel', api.getCancelProps(), text('cancel')),
  );
}
