import type { Challenge, ChallengeOption } from '@mx-member/machine/step';
import type { Props } from '../markup.ts';
import { FOREIGN, partProps } from './anatomy.ts';
import { PLAIN_TEXT, type PropTypes } from './props.ts';
import type { ScreenModel } from './screen-model.ts';

/** The address of the picture of a question or an option; `null` if it has no valid picture. */
function pictureOf(one: Challenge | ChallengeOption): string | null {
  const uri =
    'guid' in one && 'imageData' in one ? one.imageData : (one as ChallengeOption).dataUri;
  return uri?.startsWith('data:image/') ? uri : null;
}

/** The problem of the answer to one question, and the props that show it at the field. */
function problemProps<Types extends PropTypes>({
  normalize,
  challenges,
  problems,
  text,
  idOf,
}: ScreenModel<Types>) {
  // Only the first problem of a question is shown. A map, because a bank may ask thousands of questions.
  const codes = new Map([...problems].reverse().map(({ guid, code }) => [guid, code]));
  const problemOf = ({ guid }: Challenge): string | null => {
    const code = codes.get(guid);
    return code ? text(`problem.${code}`) : null;
  };
  const focused = challenges.find(({ guid }) => codes.has(guid)) ?? challenges[0];
  return {
    problemOf,
    /** Whether the focus goes to this question. */
    isFirst: (challenge: Challenge): boolean => challenge === focused,
    invalidProps: (challenge: Challenge): Props =>
      problemOf(challenge) === null
        ? {}
        : { 'aria-invalid': 'true', 'aria-describedby': idOf(challenge, '-problem') },
    getProblemProps: (challenge: Challenge) =>
      normalize.element(partProps('problem', { id: idOf(challenge, '-problem') })),
  };
}

/** The props of the parts of questions. */
export function questionProps<Types extends PropTypes>(model: ScreenModel<Types>) {
  const { normalize, challenges, text, idOf } = model;
  const { problemOf, isFirst, invalidProps, getProblemProps } = problemProps(model);
  return {
    problemOf,
    pictureOf,
    getProblemProps,
    getQuestionProps: (challenge: Challenge) =>
      normalize.element(
        partProps('question', {
          'data-type': challenge.type,
          ...(challenge.options.length > 0 && {
            role: 'radiogroup',
            'aria-labelledby': idOf(challenge, '-label'),
            'aria-required': 'true',
            ...invalidProps(challenge),
          }),
        }),
      ),
    getLegendProps: (challenge: Challenge) =>
      normalize.element(partProps('label', { id: idOf(challenge, '-label'), ...FOREIGN })),
    getLabelProps: (challenge: Challenge) =>
      normalize.label(
        partProps('label', {
          id: idOf(challenge, '-label'),
          for: idOf(challenge),
          ...FOREIGN,
        }),
      ),
    getFieldProps: (challenge: Challenge) =>
      normalize.input(
        partProps('field', {
          id: idOf(challenge),
          'data-guid': challenge.guid,
          type: 'text',
          // Banks also ask for codes as TEXT. A code may contain letters.
          autocomplete: challenge.type === 'IMAGE_DATA' ? 'off' : 'one-time-code',
          enterkeyhint: challenges.at(-1) === challenge ? 'done' : 'next',
          ...PLAIN_TEXT,
          ...FOREIGN,
          'aria-required': 'true',
          'data-focus': isFirst(challenge) || undefined,
          ...invalidProps(challenge),
        }),
      ),
    getOptionLabelProps: (challenge: Challenge, option: ChallengeOption) =>
      normalize.label(
        partProps('option', { for: idOf(challenge, `-${challenge.options.indexOf(option)}`) }),
      ),
    getOptionTextProps: () => normalize.element(partProps('optionText', FOREIGN)),
    getOptionProps: (challenge: Challenge, option: ChallengeOption) => {
      const index = challenge.options.indexOf(option);
      return normalize.input(
        partProps('radio', {
          id: idOf(challenge, `-${index}`),
          'data-guid': challenge.guid,
          type: 'radio',
          // Radio buttons of one question share a name. The name and the index do not reveal the answer.
          name: idOf(challenge),
          value: index,
          'data-focus': (isFirst(challenge) && index === 0) || undefined,
        }),
      );
    },
    getPictureProps: (one: Challenge | ChallengeOption) =>
      normalize.img(
        partProps('picture', {
          src: pictureOf(one) ?? undefined,
          // The picture of an option has its label beside it.
          alt: 'options' in one ? text('picture') : '',
        }),
      ),
  };
}
