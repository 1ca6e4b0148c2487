import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { repeat } from 'lit/directives/repeat.js';
import type { LogEntry } from './entries.ts';

/** The selected entry of the log; `null` for the present. */
export interface Selection {
  readonly selected: number | null;
  /** `null` goes back to the present. */
  readonly select: (id: number | null) => void;
}

export const timeOf = ({ at }: Pick<LogEntry, 'at'>, begin: number): string =>
  ((at - begin) / 1000).toFixed(1);

function row(entry: LogEntry, begin: number, { selected, select }: Selection) {
  const { id, kind, title, rule, why, next, json } = entry;
  const isSelected = id === selected;
  return html`
    <li class=${classMap({ entry: true, [kind]: true, selected: isSelected })}>
      <span class="time">${timeOf(entry, begin)}</span>
      <div class="what">
        <button
          class="title"
          aria-pressed=${isSelected ? 'true' : 'false'}
          @click=${() => select(isSelected ? null : id)}
        >
          ${title}
        </button>
        ${why === '' ? nothing : html`<p>${rule === null ? nothing : html`<code>${rule}</code> `}${why}</p>`}
        ${next === '' ? nothing : html`<p class="next">${next}</p>`}
      </div>
      ${
        json === ''
          ? nothing
          : html`<details>
              <summary>JSON<span class="visually-hidden"> of ${title}</span></summary>
              <pre>${json}</pre>
            </details>`
      }
    </li>
  `;
}

/** The log, the latest entry first. New entries do not close or move an entry that somebody reads. */
export const logView = (log: readonly LogEntry[], selection: Selection): TemplateResult =>
  log.length === 0
    ? html`<p class="hint">
        Nothing yet. Each poll appears here: the reading, the rule that judged it, and the next step.
      </p>`
    : html`<ol class="log" reversed tabindex="0" aria-label="Log, the latest first">
        ${repeat(
          log.toReversed(),
          ({ id }) => id,
          (entry) => row(entry, log[0]?.at ?? entry.at, selection),
        )}
      </ol>`;
