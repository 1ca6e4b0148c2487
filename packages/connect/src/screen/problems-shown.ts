import type { Props } from '../markup.ts';
import { partProps } from './anatomy.ts';
import { PLAIN_TEXT, type PropTypes } from './props.ts';
import type { ScreenModel } from './screen-model.ts';

type Asked = ScreenModel<PropTypes>['asked'][number];

/** The problems at the fields of a screen. */
export interface Problems {
  /** The problem of one question or field; `null` if there is none. */
  problemOf(one: Asked): string | null;
  /** Whether the focus goes to this question or field. */
  isFirst(one: Asked): boolean;
  /** The props that say whether a question or a field has a problem. */
  invalidProps(one: Asked): Props;
  /** The props of the field of a question or of the login form. */
  fieldProps(one: Asked, more: Props): Props;
}

/** What is wrong with each question or field. Only the first problem of each is shown. */
export function problemsShown<Types extends PropTypes>({
  asked,
  challenges,
  problems,
  text,
  idOf,
}: ScreenModel<Types>): Problems {
  // A map, because a bank may ask thousands of questions.
  const codes = new Map([...problems].reverse().map(({ guid, code }) => [guid, code]));
  const first = asked.find(({ guid }) => codes.has(guid)) ?? asked[0];
  const problemOf = ({ guid }: Asked): string | null => {
    const code = codes.get(guid);
    return code ? text(challenges[0] ? `problem.${code}` : 'fillIn') : null;
  };
  const invalidProps = (one: Asked): Props =>
    problemOf(one) === null
      ? {}
      : { 'aria-invalid': 'true', 'aria-describedby': idOf(one, '-problem') };
  const isFirst = (one: Asked): boolean => one === first;
  return {
    problemOf,
    isFirst,
    invalidProps,
    fieldProps: (one, more) =>
      partProps('field', {
        id: idOf(one),
        'data-guid': one.guid,
        ...more,
        ...PLAIN_TEXT,
        'aria-required': 'true',
        'data-focus': isFirst(one) || undefined,
        ...invalidProps(one),
      }),
  };
}
