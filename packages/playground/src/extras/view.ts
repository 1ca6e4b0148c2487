import { html, nothing, type TemplateResult } from 'lit';
import type { FaultName } from '../bank/fault-names.ts';
import { FAULT_WORDS } from '../bank/faults.ts';
import type { TotalReceived } from '../bank/pocket-bank.ts';
import { NAIVE_HABITS, type NaiveHabit } from './naive.ts';

/** What one client has done to the bank. */
export interface Done extends TotalReceived {
  readonly requests: number;
  readonly state: string;
}

export interface ExtrasView {
  readonly own: Done | null;
  /** What the naive client has done; `null` without one. */
  readonly naive: (Done & { readonly habits: readonly NaiveHabit[] }) | null;
  /** The faults that are on. Both clients have them. */
  readonly faults: readonly FaultName[];
  /** Why there is not a naive client; empty if there is one. */
  readonly noNaive: string;
  /** The link and the test; `null` if there is none. */
  readonly link: string | null;
  readonly test: string | null;
  /** Why the link or the test is missing. */
  readonly noTest: string;
  /** What was copied last; `null` if nothing was. */
  readonly copied: 'link' | 'test' | null;
  readonly copy: (what: 'link' | 'test', text: string) => void;
}

const COUNTS = [
  ['logins', 'Logins'],
  ['answers', 'Answers accepted'],
  ['refused', 'Answers refused'],
  ['requests', 'Requests'],
] as const;

/** What one client has done. What costs more than what `other` has done is marked. */
const clientRow = (name: string, done: Done | null, other: Done | null) => html`
  <tr>
    <th scope="row">${name}<span class="hint">${done?.state ?? 'not begun'}</span></th>
    ${COUNTS.map(
      ([key]) =>
        html`<td class=${key !== 'answers' && other && done && done[key] > other[key] ? 'more' : ''}>
          ${done?.[key] ?? '–'}
        </td>`,
    )}
  </tr>
`;

/** What the bank received from both clients, and which faults are on. */
export const ledgerView = ({ own, naive, noNaive, faults }: ExtrasView): TemplateResult => html`
  <h2 id="ledger-title">What the bank received</h2>
  <table>
    <thead>
      <tr>
        <td></td>
        ${COUNTS.map(([, title]) => html`<th scope="col">${title}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${clientRow('This machine', own, null)} ${clientRow('A polling loop', naive, own)}
    </tbody>
  </table>
  <p class="hint">
    ${
      noNaive ||
      [
        ...faults.map((name) => FAULT_WORDS[name].meaning),
        'The loop polls every second, and repeats a request without a reply.',
      ].join(' ')
    }
  </p>
`;

const copyButton = (
  what: 'link' | 'test',
  words: string,
  text: string | null,
  { copied, copy }: ExtrasView,
) => html`
  <button
    aria-disabled=${text === null ? 'true' : 'false'}
    @click=${() => text !== null && copy(what, text)}
  >
    ${copied === what ? 'Copied' : words}
  </button>
`;

/** What the loop did wrong, and the buttons that copy the run. */
export function extrasView(view: ExtrasView): TemplateResult {
  const { naive, noTest, test, link } = view;
  return html`
    <h2 id="extras-title">After the run</h2>
    <ul class="hint">
      ${naive?.habits.map((habit) => html`<li>${NAIVE_HABITS[habit]}</li>`)}
    </ul>
    <div class="take">
      ${copyButton('link', 'Copy a link that replays this run', link, view)}
      ${copyButton('test', 'Copy this run as a test', test, view)}
      <p class="hint" role="status">
        ${view.copied === null ? noTest || 'Neither contains a password or an answer that you made up.' : 'Copied to the clipboard.'}
      </p>
    </div>
    ${
      test === null
        ? nothing
        : html`<details>
            <summary>The test</summary>
            <pre tabindex="0">${test}</pre>
          </details>`
    }
  `;
}
