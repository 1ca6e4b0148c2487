import type { ConnectionHealth } from '@mx-member/machine/health';
import { node, type ScreenNode } from '../markup.ts';
import { partProps } from '../screen/anatomy.ts';
import { healthSummary, type SummaryOptions } from './summary.ts';

/** Options of {@link healthRow}. */
export interface HealthRowOptions extends SummaryOptions {
  /** Called when the person wants to repair this connection. Open `createRepair` for it. Without `onRepair`, the row has no button. */
  readonly onRepair?: () => void;
}

/** The summary as a tree of plain elements, like `screenOf`. A binding only draws it. Each part has its name in `data-part`. */
export function healthRow(
  health: ConnectionHealth,
  { onRepair, ...options }: HealthRowOptions = {},
): ScreenNode {
  const { name, age, sentence, action } = healthSummary(health, options);
  return node(
    'div',
    'row',
    partProps('health', { 'data-status': health.status, 'data-who': health.who }),
    node('strong', 'name', partProps('title'), name),
    age !== null && node('span', 'age', partProps('age'), age),
    node('p', 'sentence', partProps('detail'), sentence),
    action !== null &&
      onRepair !== undefined &&
      node(
        'button',
        'repair',
        partProps('repair', { type: 'button', onclick: () => onRepair() }),
        action.label,
      ),
  );
}
