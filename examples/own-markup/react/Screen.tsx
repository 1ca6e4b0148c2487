/** The connect screen in your own layout, with your own field and buttons. */
import { findPart, type MemberConnection, type Part } from '@mx-member/connect';
import { type PartComponents, ScreenTree, useMemberScreen } from '@mx-member/connect/react';
import type { ComponentProps } from 'react';

const Field = (props: ComponentProps<'input'>) => <input {...props} className="input" />;
const Primary = (props: ComponentProps<'button'>) => <button {...props} className="primary" />;
const Quiet = (props: ComponentProps<'button'>) => <button {...props} className="quiet" />;

/** Your own components. Every other part is a plain element. */
const COMPONENTS: PartComponents = {
  field: Field,
  submit: Primary,
  bankLink: Primary,
  retry: Primary,
  nextStep: Quiet,
  cancel: Quiet,
};

export function Screen({ connection }: { readonly connection: MemberConnection }) {
  const { screen, root } = useMemberScreen(connection, {
    onNextStep: (step) => location.assign(`/help/${step}`),
  });
  const draw = (part: Part) => {
    const node = findPart(screen, part);
    return node && <ScreenTree key={node.key} node={node} components={COMPONENTS} />;
  };
  return (
    <section {...root} className="card">
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
