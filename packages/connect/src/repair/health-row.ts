import type { ConnectionHealth } from '@mx-member/machine/health';
import { part, type ScreenNode } from '../screen/parts.ts';
import { healthSummary, type SummaryOptions } from './summary.ts';

/**
 * The summary as a tree of plain elements, like `screenOf`. A binding only draws it. Each part has its name in `data-part`.
 *
 * @param options.onRepair Called when the person wants to repair this connection. Open `createRepair` for it. Without
 *   `onRepair`, the row has no button.
 */
export function healthRow(
  health: ConnectionHealth,
  { onRepair, ...options }: SummaryOptions & { readonly onRepair?: () => void } = {},
): ScreenNode {
  const { name, age, sentence, action } = healthSummary(health, options);
  return part(
    'div',
    'health',
    { 'data-status': health.status, 'data-who': health.who },
    part('strong', 'title', {}, name),
    age !== null && part('span', 'age', {}, age),
    part('p', 'detail', {}, sentence),
    action !== null &&
      onRepair !== undefined &&
      part('button', 'repair', { type: 'button', onclick: () => onRepair() }, action.label),
  );
}
