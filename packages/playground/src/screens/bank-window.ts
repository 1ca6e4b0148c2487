import { html, type TemplateResult } from 'lit';

export interface BankWindowActions {
  /** A button of the bank's page was pressed. */
  readonly decide: (decision: string) => void;
  readonly leave: () => void;
}

/** Those that were opened: one that was closed stands on the page for a moment, and is not opened again. */
const opened = new WeakSet<HTMLDialogElement>();

/** A dialog is modal only when it is opened by a call, which can be made once it is on the page. */
export function openDialogs(panel: HTMLElement): void {
  for (const dialog of panel.querySelectorAll('dialog')) {
    if (opened.has(dialog)) continue;
    opened.add(dialog);
    dialog.showModal();
  }
}

/** Closes the window that something is in, which gives the focus back to where it was. */
const closeAround = (element: HTMLElement): void => element.closest('dialog')?.close();

/** The bank's form would send itself over a network that is not there, and a page in a frame keeps its keys to itself. */
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
 * The bank's own page, in a window within the page. With a real bank this is `window.open`; here it is the page that
 * the simulator in this page makes.
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
