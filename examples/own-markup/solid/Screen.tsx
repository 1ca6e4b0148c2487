/** @jsxImportSource solid-js */
/** The connect screen in your own layout, with your own field and buttons. */
import { findPart, type MemberConnection, type Part } from '@mx-member/connect';
import { type PartComponents, ScreenTree, useMemberScreen } from '@mx-member/connect/solid';
import { type JSX, Show } from 'solid-js';

const Field = (props: JSX.InputHTMLAttributes<HTMLInputElement>) => (
  <input {...props} class="input" />
);
const Primary = (props: JSX.ButtonHTMLAttributes<HTMLButtonElement>) => (
  <button {...props} class="primary" />
);

/** Your own components. Every other part is a plain element. */
const COMPONENTS: PartComponents = {
  field: Field,
  submit: Primary,
  bankLink: Primary,
  retry: Primary,
};

export function Screen(props: { readonly connection: MemberConnection }) {
  const onNextStep = (step: string) => location.assign(`/help/${step}`);
  const { screen, root } = useMemberScreen(props.connection, { onNextStep });
  /** A new key makes new elements: a new question has empty fields. */
  const draw = (part: Part) => (
    <Show when={findPart(screen, part)?.key} keyed>
      {(_) => <ScreenTree node={findPart(screen, part) ?? screen} components={COMPONENTS} />}
    </Show>
  );
  return (
    <section {...root} class="card">
      <header>
        {draw('status')}
        {draw('clock')}
      </header>
      {draw('form')}
      <footer>
        {draw('bankLink')}
        {draw('retry')}
        {draw('nextStep')}
        {draw('cancel')}
      </footer>
    </section>
  );
}
