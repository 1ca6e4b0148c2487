import { html, nothing, type TemplateResult } from 'lit';
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

const ROWS = [
  ['logins', 'Logins'],
  ['answers', 'Answers accepted'],
  ['refused', 'Answers refused'],
  ['requests', 'Requests'],
  ['state', 'Shows'],
] as const;

/** Whether the naive client has done more of something that has a cost. */
const isMore = (key: (typeof ROWS)[number][0], own: Done | null, naive: Done | null): boolean =>
  key !== 'state' && key !== 'answers' && Number(naive?.[key]) > Number(own?.[key]);

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

/** What both clients have done to the bank, and the buttons that copy the run. */
export function extrasView(view: ExtrasView): TemplateResult {
  const { own, naive, noNaive, noTest, test, link } = view;
  return html`
    <h2 id="extras-title">What the bank received</h2>
    <table>
      <thead>
        <tr>
          <td></td>
          <th scope="col">This machine</th>
          <th scope="col">A naive client</th>
        </tr>
      </thead>
      <tbody>
        ${ROWS.map(
          ([key, title]) => html`
            <tr>
              <th scope="row">${title}</th>
              <td>${own?.[key] ?? '–'}</td>
              <td class=${isMore(key, own, naive) ? 'more' : ''}>
                ${naive?.[key] ?? '–'}
              </td>
            </tr>
          `,
        )}
      </tbody>
    </table>
    ${
      naive && naive.habits.length > 0
        ? html`<ul class="hint">
            ${naive.habits.map((habit) => html`<li>${NAIVE_HABITS[habit]}</li>`)}
          </ul>`
        : html`<p class="hint">
            ${
              noNaive ||
              'The naive client has a copy of this bank with the same faults. It polls every second, and repeats every request without a reply.'
            }
          </p>`
    }
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
