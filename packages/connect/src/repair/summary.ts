import type { ConnectionHealth } from '@mx-member/machine/health';
import { checkOptions } from '@mx-member/machine/hosting';
import { type Messages, textsOf } from '../messages/english.ts';
import {
  type ActionOfUser,
  type RepairMessages,
  repairTextsOf,
} from '../messages/repair-english.ts';
import { part, type ScreenNode } from '../screen/parts.ts';
import { dataAgeOf, rowOf } from './words.ts';

/** Options of {@link healthSummary}. */
export interface SummaryOptions {
  /** The institution's name. @default "your bank" */
  readonly name?: string;
  /** @default Date.now() */
  readonly now?: number;
  /** The language for the age of the data. @default 'en' */
  readonly locale?: string;
  /** Replaces texts by their keys. */
  readonly messages?: Partial<Messages & RepairMessages>;
}

const OPTIONS = ['name', 'now', 'locale', 'messages'] as const;

const ACTIONS: readonly string[] = [
  'answer',
  'enterCredentials',
  'openBank',
  'tryAgain',
  'visitInstitution',
] satisfies readonly ActionOfUser[];

const isForUser = (action: string): action is ActionOfUser => ACTIONS.includes(action);

/** A connection as a row in a list of banks: name, age of the data, one sentence, and at most one button. @throws {TypeError} for a wrong option. */
export function healthSummary(
  health: ConnectionHealth,
  options: SummaryOptions = {},
): {
  readonly name: string;
  /** How old the data is; `null` if that is unknown. */
  readonly age: string | null;
  /** What is wrong, and who has to act. */
  readonly sentence: string;
  /** What the user can do: a button that opens the repair of this member. `null` if the user cannot do anything. */
  readonly action: { readonly type: ActionOfUser; readonly label: string } | null;
} {
  checkOptions('healthSummary', options, OPTIONS);
  const { name, now = Date.now(), locale = 'en', messages } = options;
  const text = repairTextsOf(messages, name);
  const { action } = health;
  return {
    name: text('repair.title.none'),
    age: dataAgeOf(health, text, { now, locale }),
    sentence: rowOf(health, text, textsOf(messages, name)),
    action: isForUser(action) ? { type: action, label: text(`repair.act.${action}`) } : null,
  };
}

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
