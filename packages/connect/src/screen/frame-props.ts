import { partProps } from './anatomy.ts';
import type { PropTypes } from './props.ts';
import type { ScreenModel } from './screen-model.ts';

/** What was entered, by the names of the fields. Nothing of it is kept. */
const entered = (event: Event, guids: readonly string[]) => {
  event.preventDefault();
  const data = new FormData(event.currentTarget as HTMLFormElement);
  return guids.flatMap((guid) => {
    const value = data.get(guid);
    return typeof value === 'string' ? [{ guid, value }] : [];
  });
};

/** The props of the parts that every screen has, and of its form. */
export const frameProps = <Types extends PropTypes>({
  connection,
  normalize,
  view,
  description: { screen },
  rest,
  text,
  challenges,
  credentials,
  prompt,
}: ScreenModel<Types>) => ({
  getRootProps: () =>
    normalize.element(
      partProps('root', {
        role: 'group',
        'aria-label': text('label'),
        tabindex: -1,
        'data-screen': screen,
        'data-tone': rest?.tone,
        'data-state': view.member?.state ?? 'aggregating',
        'data-key': `${view.attempt}-${screen}-${prompt}`,
      }),
    ),
  getStatusProps: () =>
    normalize.element(partProps('status', { role: 'status', 'aria-atomic': 'false' })),
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
        // Without its handler, in markup of a server or with scripts off, such a form sends nothing.
        method: 'dialog',
        novalidate: screen === 'questions',
        onsubmit: (event) => {
          const guids = [...challenges, ...credentials].map(({ guid }) => guid);
          const given = entered(event, guids);
          if (view.isSending) return;
          if (screen === 'login') void connection.submitCredentials(given);
          else void connection.answer({ answers: given, prompt });
        },
      }),
    ),
});
