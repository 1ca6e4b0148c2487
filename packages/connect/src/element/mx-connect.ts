import { html, LitElement, nothing, type PropertyValues } from 'lit';
import {
  type ConnectedEnd,
  type ConnectionOptions,
  type ConnectionView,
  type FailedEnd,
  followScreen,
  type MemberConnection,
  type ScreenFollower,
  type ScreenStep,
  type Stopped,
  screenOf,
} from '../index.ts';
import { createEndReporter } from '../screen/ends.ts';
import { partSelector } from '../screen/parts.ts';
import { draw, markChosen } from './draw.ts';
import { STYLES } from './styles.ts';

/** The events of {@link MxConnect}. They bubble, even out of a shadow root. None is sent while the element is being inserted into the page. */
export interface MxConnectEvents {
  /** The member is connected. `detail.restored` is true if it already was when the element was shown. */
  readonly connected: CustomEvent<ConnectedEnd>;
  /** An attempt has failed. The person may try again in place; then another event follows. */
  readonly failed: CustomEvent<FailedEnd>;
  /** The host does not go on with this member. `detail` is the reason. */
  readonly stopped: CustomEvent<Stopped>;
  /** Another screen is shown. `detail` has no contents. */
  readonly step: CustomEvent<ScreenStep>;
  /** The view has changed. */
  readonly viewchange: CustomEvent<ConnectionView>;
}

type Listener<Name extends keyof MxConnectEvents> = (
  this: MxConnect,
  event: MxConnectEvents[Name],
) => void;

/** Its events are typed: `element.addEventListener('failed', ({ detail }) => detail.reason)`. */
export interface MxConnect {
  addEventListener<Name extends keyof MxConnectEvents>(
    type: Name,
    listener: Listener<Name>,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<Name extends keyof MxConnectEvents>(
    type: Name,
    listener: Listener<Name>,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

/**
 * `<mx-connect>`: the whole screen with its styles, for a page of any kind. Give it a connection as a property:
 *
 * ```ts
 * import '@mx-member/connect/element';
 * const element = document.createElement('mx-connect');
 * element.connection = createMemberConnection({ host: connectHost({ url: '/mx' }), input });
 * element.addEventListener('connected', () => location.assign('/accounts'));
 * document.body.append(element);
 * ```
 *
 * It is not a field of a form around it, and no attribute contains an answer or a credential. Slots: `header`, `connected` and
 * `failed` (shown after that end), `about` (who gets which data and why, or why the bank asks), and `footer`. Parts: `box`, which has the edge and the background, and the parts of `screenOf` by their `data-part`, such as
 * `mx-connect::part(submit)`. A wrong answer also has the part `invalid`, and a chosen option the part `checked`.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface says more of inherited methods, and adds none.
export class MxConnect extends LitElement {
  static override styles = STYLES;
  static override properties = {
    connection: { attribute: false },
    onNextStep: { attribute: false },
    onDone: { attribute: false },
  };

  /** The connection to show, from `createMemberConnection`. It begins when the element is in the page. */
  declare connection: MemberConnection | null;
  /** Replaces `onNextStep` of the connection. With it, the screen has a button for a step that only the page can take. */
  declare onNextStep: ConnectionOptions['onNextStep'];
  /** Replaces `onDone` of the connection. With it, the end has a button "Done". */
  declare onDone: ConnectionOptions['onDone'];

  /** The connection with a subscription. */
  #subscribed: MemberConnection | null = null;
  #end = () => {};
  #view: ConnectionView | null = null;
  #follower: ScreenFollower | null = null;
  readonly #report = createEndReporter();

  constructor() {
    super();
    this.connection = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#subscribe();
    // An element that was moved shows the same as before, but needs a new clock and focus.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // A connection that was set before the element was defined arrives here too, after `connectedCallback`.
    if (!changed.has('connection') || this.connection === this.#subscribed) return;
    this.#leave();
    this.#subscribe();
  }

  protected override render() {
    const { connection } = this;
    const outcome = this.#isResting ? null : connection?.getView().member?.outcome?.outcome;
    return html`<div part="box"><slot name="header"></slot
      >${connection ? draw(screenOf(connection, { onNextStep: this.onNextStep, onDone: this.onDone })) : nothing}${
        outcome ? html`<slot name=${outcome}></slot>` : nothing
      }<slot name="footer"></slot></div>`;
  }

  protected override firstUpdated(): void {
    this.renderRoot.addEventListener('change', () => markChosen(this.renderRoot));
  }

  protected override updated(): void {
    const root = this.renderRoot.querySelector<HTMLElement>(partSelector('root'));
    if (root && this.isConnected) this.#follower ??= followScreen(root);
    this.#follower?.drawn();
  }

  /** Moves the focus to what the person has to do, or else to the screen. From then on the focus follows the screen. */
  override async focus(options?: FocusOptions): Promise<void> {
    await this.updateComplete;
    const find = (selector: string) => this.renderRoot.querySelector<HTMLElement>(selector);
    (find('[data-focus]') ?? find(partSelector('root')))?.focus(options);
  }

  #subscribe(): void {
    const { connection } = this;
    if (!connection || !this.isConnected) return;
    this.#subscribed = connection;
    // Code that has just inserted the element has not added its listeners yet.
    let isTold = false;
    const end = connection.subscribe(() => {
      this.requestUpdate();
      if (isTold) this.#changed();
    });
    this.#end = end;
    this.requestUpdate();
    queueMicrotask(() => {
      isTold = true;
      if (this.#end === end) this.#changed();
    });
  }

  #leave(): void {
    this.#end();
    this.#end = () => {};
    this.#subscribed = null;
    this.#follower?.stop();
    this.#follower = null;
  }

  #changed(): void {
    const { connection } = this;
    const view = connection?.getView();
    if (!connection || !view || view === this.#view) return;
    this.#view = view;
    this.#tell('viewchange', view);
    this.#report(connection, {
      onConnected: (end) => this.#tell('connected', end),
      onFailed: (end) => this.#tell('failed', end),
      onStopped: (code) => this.#tell('stopped', code),
      onStep: (step) => this.#tell('step', step),
    });
  }

  get #isResting(): boolean {
    const { connection } = this;
    return connection?.rest?.isResting(connection.getView()) === true;
  }

  #tell(type: keyof MxConnectEvents, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}
