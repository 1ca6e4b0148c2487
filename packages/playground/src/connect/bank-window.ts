import { html, type TemplateResult } from 'lit-html';

export interface BankWindowActions {
  /** A button of the bank's page was pressed. */
  readonly decide: (decision: string) => void;
  readonly leave: () => void;
}

/** A dialog is modal only when it is opened by a call, which can be made once it is on the page. */
export function openDialogs(panel: HTMLElement): void {
  for (const dialog of panel.querySelectorAll('dialog')) if (!dialog.open) dialog.showModal();
}

/** The bank's form would send itself over a network that is not there. */
function takeOver({ currentTarget }: Event, { decide }: BankWindowActions): void {
  (currentTarget as HTMLIFrameElement).contentDocument?.addEventListener('submit', (event) => {
    event.preventDefault();
    decide(event.submitter?.getAttribute('value') ?? '');
  });
}

/**
 * The bank's own page, in a window within the page. With a real bank this is `window.open`; here it is the page that
 * the simulator in this page makes.
 */
export const bankWindow = (page: string, actions: BankWindowActions): TemplateResult => html`
  <dialog class="bank" aria-label="MX Bank" @close=${actions.leave}>
    <div class="address">
      <span>mx.invalid · MX Bank</span>
      <button class="quiet" @click=${actions.leave}>Close</button>
    </div>
    <iframe
      title="MX Bank's own page"
      srcdoc=${page}
      @load=${(event: Event) => takeOver(event, actions)}
    ></iframe>
  </dialog>
`;
