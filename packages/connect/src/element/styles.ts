import { type CSSResult, css, unsafeCSS } from 'lit';
import { type Part, partSelector } from '../index.ts';

const part = (name: Part): CSSResult => unsafeCSS(partSelector(name));

/**
 * The looks of `<mx-connect>`. Names with `--_` are its own: what a page puts into slots inherits from it, and may use the
 * plain ones. Colours follow the `color-scheme` of the page; logical sides follow its direction.
 */
export const STYLES = css`
  :host {
    --_accent: var(--mx-connect-accent, light-dark(#0b5cd5, #8ab8ff));
    --_on-accent: var(--mx-connect-on-accent, light-dark(#fff, #0a1a33));
    --_surface: var(--mx-connect-surface, light-dark(#fff, #17191e));
    --_field: var(--mx-connect-field, light-dark(#fff, #0f1115));
    --_text: var(--mx-connect-text, light-dark(#15181e, #f0f2f5));
    --_soft: var(--mx-connect-soft, light-dark(#545b67, #a8b0bd));
    --_line: var(--mx-connect-line, light-dark(#dfe3e8, #32363f));
    --_edge: var(--mx-connect-edge, light-dark(#7d8592, #858e9c));
    --_danger: var(--mx-connect-danger, light-dark(#b3261e, #ff9d94));
    --_success: var(--mx-connect-success, light-dark(#0d7a43, #6fdb9f));
    --_radius: var(--mx-connect-radius, 0.75rem);
    --_tone: var(--_accent);
    display: flex;
    flex-direction: column;
    gap: 1.25rem;
    box-sizing: border-box;
    inline-size: 100%;
    max-inline-size: 27rem;
    padding: clamp(1rem, 6%, 1.75rem);
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) * 1.5);
    background: var(--_surface);
    box-shadow: 0 1px 2px #0000000d, 0 8px 32px -8px #0000001f;
    color: var(--_text);
    font: 1rem / 1.5 var(--mx-connect-font, system-ui, sans-serif);
    text-align: start;
    overflow-wrap: anywhere;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  ::before {
    box-sizing: border-box;
    margin: 0;
    font: inherit;
  }
  ${part('root')} {
    display: grid;
    grid-template-columns: 2.75rem minmax(0, 1fr);
    gap: 1.25rem 0.875rem;
    outline: none;
  }
  ${part('root')} > * {
    grid-column: 1 / -1;
  }

  /* A sign of the state: all of it is in the words, too. */
  ${part('root')}::before {
    content: "";
    display: grid;
    place-items: center;
    block-size: 2.75rem;
    border: 1px solid transparent;
    border-radius: 50%;
    background: color-mix(in srgb, var(--_tone) 12%, transparent);
    color: var(--_tone);
    font-size: 1.25rem;
    font-weight: 650;
    line-height: 1;
  }
  [data-screen="busy"]::before {
    border: 3px solid color-mix(in srgb, var(--_tone) 22%, transparent);
    border-block-start-color: var(--_tone);
    background: none;
    animation: turn 0.9s linear infinite;
  }
  [data-screen="questions"]::before {
    content: "?" / "";
  }
  [data-screen="login"]::before,
  [data-screen="ended"]::before {
    content: "!" / "";
  }
  [data-screen="bank"]::before {
    content: "\\2197\\FE0E" / "";
  }
  [data-screen="ended"][data-state="connected"]::before {
    content: "\\2713\\FE0E" / "";
  }
  [data-screen="ended"],
  [data-screen="login"] {
    --_tone: var(--_danger);
  }
  [data-screen="ended"][data-state="connected"] {
    --_tone: var(--_success);
  }
  [data-screen][data-tone="act"] {
    --_tone: var(--_accent);
  }
  [data-screen][data-tone="calm"] {
    --_tone: var(--_soft);
  }
  [data-screen][data-tone="calm"]::before {
    content: "\\2026" / "";
  }
  [data-screen][data-tone="good"] {
    --_tone: var(--_success);
  }
  [data-screen][data-tone="good"]::before {
    content: "\\2713\\FE0E" / "";
  }

  ${part('root')} > ${part('status')} {
    grid-column: 2;
    align-self: center;
  }
  ${part('title')} {
    font-size: 1.1875rem;
    font-weight: 650;
    line-height: 1.3;
    text-wrap: balance;
  }
  ${part('detail')} {
    margin-block-start: 0.25rem;
    color: var(--_soft);
    text-wrap: pretty;
  }
  ${part('root')} > ${part('clock')},
  ${part('root')} > ${part('age')} {
    grid-column: 2;
    margin-block-start: -1rem;
    color: var(--_soft);
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
  }
  ${part('steps')} {
    padding-inline-start: 1.5rem;
  }
  ${part('instructions')} + ${part('instructions')},
  ${part('link')} + ${part('link')} {
    margin-block-start: -0.75rem;
  }
  ${part('link')} {
    justify-self: start;
    color: var(--_accent);
  }

  ${part('form')} {
    display: grid;
    gap: 1.25rem;
  }
  ${part('question')} {
    display: grid;
    gap: 0.5rem;
    min-inline-size: 0;
    padding: 0;
    border: 0;
  }
  ${part('label')} {
    padding: 0;
    font-weight: 550;
  }
  ${part('field')} {
    inline-size: 100%;
    min-block-size: 2.875rem;
    padding: 0.5rem 0.875rem;
    border: 1px solid var(--_edge);
    border-radius: var(--_radius);
    background: var(--_field);
    color: inherit;
    font-size: max(1rem, 16px);
  }
  legend {
    margin-block-end: 0.5rem;
  }
  ${part('option')} {
    display: flex;
    gap: 0.75rem;
    align-items: center;
    min-block-size: 2.875rem;
    padding: 0.5rem 0.875rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    cursor: pointer;
  }
  ${part('option')}:hover {
    border-color: var(--_edge);
  }
  ${part('option')}:has(:checked) {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 8%, transparent);
  }
  ${part('option')}:has(:focus-visible) {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  ${part('radio')} {
    flex: none;
    inline-size: 1.125rem;
    block-size: 1.125rem;
    accent-color: var(--_accent);
  }
  ${part('radio')}:focus-visible {
    outline: none;
  }
  ${part('picture')} {
    max-inline-size: 100%;
    block-size: auto;
    border-radius: calc(var(--_radius) / 2);
    background: #fff;
  }
  ${part('option')} > ${part('picture')} {
    max-inline-size: 40%;
    max-block-size: 6rem;
  }
  ${part('problem')} {
    color: var(--_danger);
    font-size: 0.9375rem;
  }
  [aria-invalid="true"]:is(input),
  [aria-invalid="true"] > ${part('option')} {
    border-color: var(--_danger);
  }

  button {
    min-block-size: 2.875rem;
    padding: 0.5rem 1.25rem;
    border: 1px solid transparent;
    border-radius: var(--_radius);
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
    cursor: pointer;
  }
  button:hover {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
  }
  button[aria-disabled] {
    background: var(--_line);
    color: var(--_soft);
    cursor: default;
  }
  ${part('cancel')} {
    justify-self: start;
    margin-block: -0.5rem;
    margin-inline-start: -0.75rem;
    padding-inline: 0.75rem;
    background: none;
    color: var(--_soft);
    font-weight: 500;
  }
  ${part('cancel')}:hover {
    background: none;
    color: var(--_text);
    text-decoration: underline;
  }
  :is(input, button):focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }

  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    [data-screen="busy"]::before {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    ${part('root')}::before,
    button {
      border-color: currentColor;
    }
    button {
      background: ButtonFace;
      color: ButtonText;
    }
    ${part('cancel')} {
      margin: 0;
    }
    [data-screen="busy"]::before {
      border-color: GrayText;
      border-block-start-color: CanvasText;
    }
    ${part('option')}:has(:checked) {
      outline: 2px solid SelectedItem;
    }
    button[aria-disabled] {
      color: GrayText;
    }
  }
`;
