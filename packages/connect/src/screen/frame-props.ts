import { MESSAGES } from '../messages/english.ts';
import type { MemberConnection } from '../types.ts';
import { FOREIGN, partProps } from './anatomy.ts';
import type { PropTypes } from './props.ts';
import type { ScreenModel } from './screen-model.ts';

type Asked = ScreenModel<PropTypes>['asked'];

/** Reads what was entered from the fields. Nothing is kept. */
function entered(form: HTMLFormElement, asked: Asked): readonly Given[] {
  const values = new Map<string, string>();
  for (const { dataset, type, checked, value } of form.elements as Iterable<HTMLInputElement>) {
    const { guid } = dataset;
    const isChosen = type !== 'radio' || checked;
    if (guid !== undefined && isChosen && !values.has(guid)) values.set(guid, value);
  }
  const answers = asked.map((one) => {
    const { guid } = one;
    const value = values.get(guid);
    const options = 'options' in one ? one.options : [];
    // The value of an option's field is its index, so that answers never appear in the markup.
    return { guid, value: options.length > 0 ? options[Number(value ?? -1)]?.value : value };
  });
  return answers.filter(isGiven);
}

interface Given {
  readonly guid: string;
  readonly value: string;
}

const isGiven = (one: { readonly value: string | undefined }): one is Given =>
  one.value !== undefined;

/** The language of the texts; `undefined` if the page has its own texts without a language. */
const langOf = ({ options: { messages } }: MemberConnection): string | undefined =>
  messages ? messages.lang : MESSAGES.lang;

/** The address of the institution's logo; `null` if there is none, or if it is not the address of a picture. */
export const logoOf = ({ options: { institution } }: MemberConnection): string | null =>
  /^(https:|data:image\/)/.exec(institution?.logo ?? '')?.input ?? null;

/** The props of the parts that every screen has, and of the form. */
export const frameProps = <Types extends PropTypes>({
  connection,
  normalize,
  view,
  description: { screen, fromMx, tone },
  rest,
  text,
  asked,
  prompt,
  key,
}: ScreenModel<Types>) => ({
  getRootProps: () =>
    normalize.element(
      partProps('root', {
        role: 'group',
        'aria-label': text('label'),
        tabindex: -1,
        'data-screen': screen,
        lang: langOf(connection),
        'data-tone': tone,
        'data-state': rest ? 'resting' : (view.member?.state ?? 'aggregating'),
        'data-key': key,
      }),
    ),
  getStatusProps: () =>
    normalize.element(partProps('status', { role: 'status', 'aria-atomic': 'false' })),
  getDetailProps: (detail: string) =>
    normalize.element(partProps('detail', detail === fromMx ? { lang: 'en', ...FOREIGN } : {})),
  getLogoProps: () =>
    normalize.img(partProps('logo', { src: logoOf(connection) ?? undefined, alt: '' })),
  getClockProps: () =>
    normalize.element(
      partProps('clock', {
        role: 'timer',
        'aria-label': text('elapsed'),
        'data-since': view.since ?? undefined,
      }),
    ),
  getFormProps: () =>
    normalize.form(
      partProps('form', {
        // Without its handler, in server-rendered markup or with scripts turned off, a form with this method sends nothing. Fields
        // have no names that another form could send. A form with `post` would send an empty request.
        method: 'dialog',
        novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          if (view.isSending) return;
          const form = event.currentTarget as HTMLFormElement;
          const given = entered(form, asked);
          if (screen === 'login') {
            // A password stays in the page only until it is sent.
            if (given.every(({ value }) => value)) form.reset();
            void connection.submitCredentials(given);
          } else void connection.answer({ answers: given, prompt });
        },
      }),
    ),
});
