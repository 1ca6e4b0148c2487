import { html, type TemplateResult } from 'lit';

export interface BankWindowActions {
  /** Called when a button of the bank's page was pressed. */
  readonly decide: (decision: string) => void;
  readonly leave: () => void;
}

/** Dialogs that were opened. A closed dialog stays on the page for a moment and must not open again. */
const opened = new WeakSet<HTMLDialogElement>();

/** Opens new dialogs. A dialog is modal only if `showModal` opens it, which needs it to be on the page. */
export function openDialogs(panel: HTMLElement): void {
  for (const dialog of panel.querySelectorAll('dialog')) {
    if (opened.has(dialog)) continue;
    opened.add(dialog);
    dialog.showModal();
  }
}

/** Closes the dialog around an element. The browser then restores the focus. */
const closeAround = (element: HTMLElement): void => element.closest('dialog')?.close();

/** Handles the bank's form and its Escape key here, because its network does not exist and a frame does not pass its keys on. */
function takeOver({ currentTarget }: Event, { decide }: BankWindowActions): void {
  const frame = currentTarget as HTMLIFrameElement;
  frame.contentDocument?.addEventListener('submit', (event) => {
    event.preventDefault();
    decide(event.submitter?.getAttribute('value') ?? '');
  });
  frame.contentDocument?.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') closeAround(frame);
  });
}

/**
 * The bank's own page, in a dialog. A real bank opens in a window. Here the simulator in this page renders it.
 */
export const bankWindow = (page: string, actions: BankWindowActions): TemplateResult => html`
  <dialog class="bank" aria-label="MX Bank" @close=${actions.leave}>
    <div class="address">
      <span>mx.invalid · MX Bank</span>
      <button class="quiet" @click=${({ currentTarget }: Event) => closeAround(currentTarget as HTMLElement)}>Close</button>
    </div>
    <iframe
      title="MX Bank's own page"
      srcdoc=${page}
      @load=${(event: Event) => takeOver(event, actions)}
    ></iframe>
  </dialog>
`;
