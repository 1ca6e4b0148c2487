import type { ConnectionHealth } from '@mx-member/machine/health';
import { node, type ScreenNode } from '../markup.ts';
import { partProps } from '../screen/anatomy.ts';
import { healthSummary, type SummaryOptions } from './summary.ts';

/** Options of {@link healthRow}. */
export interface HealthRowOptions extends SummaryOptions {
  /** The person wants to repair this connection: open `createRepair` for it. Without it there is no button. */
  readonly onRepair?: () => void;
}

/** The same row as a tree of plain elements, like `screenOf`: a binding only draws it. Parts are named by `data-part`. */
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
