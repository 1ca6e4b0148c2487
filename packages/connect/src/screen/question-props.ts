import type { Challenge, ChallengeOption } from '@mx-member/machine/step';
import { FOREIGN, partProps } from './anatomy.ts';
import type { Problems } from './problems-shown.ts';
import type { PropTypes } from './props.ts';
import type { ScreenModel } from './screen-model.ts';

/** The address of the picture of a question or an option; `null` if it has no valid picture. */
function pictureOf(one: Challenge | ChallengeOption): string | null {
  const uri = 'imageData' in one ? one.imageData : (one as ChallengeOption).dataUri;
  return uri?.startsWith('data:image/') ? uri : null;
}

/** The props of the parts of questions. */
export function questionProps<Types extends PropTypes>(
  { normalize, challenges, text, idOf }: ScreenModel<Types>,
  { isFirst, invalidProps, fieldProps }: Problems,
) {
  return {
    pictureOf,
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
    getFieldProps: (challenge: Challenge) =>
      normalize.input(
        fieldProps(challenge, {
          type: 'text',
          // Banks also ask for codes as TEXT. A code may contain letters.
          autocomplete: challenge.type === 'IMAGE_DATA' ? 'off' : 'one-time-code',
          enterkeyhint: challenges.at(-1) === challenge ? 'done' : 'next',
          ...FOREIGN,
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
