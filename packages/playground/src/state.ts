import type { CredentialField } from '@mx-member/adapters/mx';
import type { MemberConnection } from '@mx-member/connect';
import type { MemberView } from '@mx-member/machine/step';
import type { FaultName } from './bank/fault-names.ts';
import { EMPTY_JOURNAL, type Journal } from './log/journal.ts';
import { type Scenario, scenarioOf } from './scenarios.ts';

/** The lifecycle at one point in time. */
export interface Scene {
  readonly view: MemberView;
  /** The state of the machine, as in records. */
  readonly place: string;
  /** The keys of the transitions of the last step. */
  readonly taken: readonly string[];
  /** When the next poll is due, in ms since 1970; `null` during a call and in a final state. */
  readonly dueAt: number | null;
}

/** Everything on the page. */
export interface PlaygroundState {
  readonly scenario: Scenario;
  /** The fields of the bank's login form. */
  readonly fields: readonly CredentialField[];
  /** The connection that `<mx-connect>` shows; `null` before there is a member. */
  readonly connection: MemberConnection | null;
  /** Whether a request of the login form is running. */
  readonly isSending: boolean;
  /** Why MX refused a request of this page; `null` if it did not. */
  readonly refusal: string | null;
  /** The lifecycle; `null` before the first one. */
  readonly scene: Scene | null;
  /** Whether it continues from a record. */
  readonly isRestored: boolean;
  /** Whether a reload continues from here. `false` if the browser cannot save anything for this page. */
  readonly isKept: boolean;
  readonly journal: Journal;
  /** The selected entry of the log; `null` for the present. */
  readonly selected: number | null;
  readonly faults: readonly FaultName[];
  /** Changes of the switches: when, in ms after the member was created, and which were on then. */
  readonly turned: readonly Turned[];
  /** Whether the time is stopped. */
  readonly isPaused: boolean;
  /** Whether every wait is skipped. */
  readonly isSkipping: boolean;
  /** The bank's own page, as HTML, while it is open. */
  readonly bankPage: string | null;
}

/** A change of the switches: when, and which are on from then. */
export type Turned = readonly [at: number, faults: readonly FaultName[]];

/** The values of a login form, by the guids of its fields. */
export type LoginValues = Readonly<Record<string, string>>;

/** The state of a new page. */
export const EMPTY_PAGE: PlaygroundState = {
  scenario: scenarioOf(''),
  fields: [],
  connection: null,
  isSending: false,
  refusal: null,
  scene: null,
  isRestored: false,
  isKept: true,
  journal: EMPTY_JOURNAL,
  selected: null,
  // The first run shows what the machine is for.
  faults: ['lost'],
  turned: [],
  isPaused: false,
  isSkipping: false,
  bankPage: null,
};
