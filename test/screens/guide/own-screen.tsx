import { findPart, type Part } from '@mx-member/connect';
import { type MemberScreenProps, ScreenTree, useMemberScreen } from '@mx-member/connect/react';

export function OwnScreen({ connection }: MemberScreenProps) {
  const { screen, root } = useMemberScreen(connection);
  const draw = (part: Part) => {
    const node = findPart(screen, part);
    return node && <ScreenTree key={node.key} node={node} />;
  };
  return (
    <section {...root}>
      {draw('status')}
      {draw('form')}
      <footer>{draw('cancel')}</footer>
    </section>
  );
}
