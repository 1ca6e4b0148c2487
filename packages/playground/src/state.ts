import type { CredentialField } from '@mx-member/adapters/mx';
import type { MemberConnection } from '@mx-member/connect';
import type { MemberView } from '@mx-member/machine/step';
import type { FaultName } from './bank/fault-names.ts';
import { EMPTY_JOURNAL, type Journal } from './log/journal.ts';
import { type Scenario, scenarioOf } from './scenarios.ts';

/** The lifecycle at one moment. */
export interface Scene {
  readonly view: MemberView;
  /** Where the machine is, as in records. */
  readonly place: string;
  /** The transitions of the last step, by their keys. */
  readonly taken: readonly string[];
  /** When the next poll is due, in ms since 1970; `null` while MX is asked, and in a final state. */
  readonly dueAt: number | null;
}

/** Everything that is on the page. */
export interface PlaygroundState {
  readonly scenario: Scenario;
  /** What the bank's login form asks for. */
  readonly fields: readonly CredentialField[];
  /** What `<mx-connect>` shows; `null` before a member exists. */
  readonly connection: MemberConnection | null;
  /** A request of the login form is under way. */
  readonly isSending: boolean;
  /** Why MX refused a request of this page; `null` when it did not. */
  readonly refusal: string | null;
  /** The lifecycle; `null` before the first. */
  readonly scene: Scene | null;
  /** It goes on from a record. */
  readonly isRestored: boolean;
  /** A reload would go on from here; `false` when the browser keeps nothing for this page. */
  readonly isKept: boolean;
  readonly journal: Journal;
  /** The entry of the log that is shown as it was; `null` for the present. */
  readonly selected: number | null;
  readonly faults: readonly FaultName[];
  /** When switches were turned since the member was made, in ms after that, and which were on then. */
  readonly turned: readonly Turned[];
  /** No time passes. */
  readonly isPaused: boolean;
  /** Every wait is jumped over. */
  readonly isSkipping: boolean;
  /** The bank's own page, as HTML, while it is open. */
  readonly bankPage: string | null;
}

/** The switches that were on from a moment on. */
export type Turned = readonly [at: number, faults: readonly FaultName[]];

/** What fills in a login form: by the guids of its fields. */
export type LoginValues = Readonly<Record<string, string>>;

/** A page on which nothing has happened. */
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
  faults: [],
  turned: [],
  isPaused: false,
  isSkipping: false,
  bankPage: null,
};
