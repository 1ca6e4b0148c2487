import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { LogEntry } from './entries.ts';

const row = ({ at, kind, title, detail, json }: LogEntry, begin: number) => html`
  <li class="entry ${kind}">
    <span class="time">${((at - begin) / 1000).toFixed(1)}</span>
    <span class="kind">${kind}</span>
    <span class="what"><code>${title}</code> ${detail}</span>
    ${
      json === ''
        ? nothing
        : html`<details>
            <summary>JSON<span class="visually-hidden"> of ${kind} ${title}</span></summary>
            <pre>${json}</pre>
          </details>`
    }
  </li>
`;

/** What has happened, the latest first. An entry that is open, or read further down, stays as others come. */
export const logView = (log: readonly LogEntry[]): TemplateResult =>
  log.length === 0
    ? html`<p class="hint">Nothing yet. Events, effects and readings appear here, secrets masked.</p>`
    : html`<ol class="log" reversed tabindex="0" aria-label="Log, the latest first">
        ${repeat(
          log.toReversed(),
          (entry) => entry,
          (entry) => row(entry, log[0]?.at ?? entry.at),
        )}
      </ol>`;
