import type { CredentialField } from '@mx-member/machine/hosting';
import { type Challenge, type ChallengeOption, looksLikeApproval } from '@mx-member/machine/step';
import { MESSAGES, type textsOf } from '../messages/english.ts';
import type { ConnectionView, MemberConnection } from '../types.ts';
import { problemsOf } from './describe.ts';
import { FOREIGN, HINTS, type Props, part, type ScreenNode } from './parts.ts';

type Asked = Challenge | CredentialField;

/** The data of a form. */
export interface FormOptions {
  readonly connection: MemberConnection;
  readonly view: ConnectionView;
  readonly screen: 'questions' | 'login';
  readonly text: ReturnType<typeof textsOf>;
  /** Changes when the fields must be empty. */
  readonly key: string;
  /** The prefix of the ids of elements. */
  readonly id: string;
}

/** The questions, or the fields of the login form. */
class Form {
  readonly #options: FormOptions;
  readonly #asked: readonly Asked[];
  /** The only question, if it has a single option: the button of the form is that option. */
  readonly #approval: ReturnType<typeof approvalIn>;
  readonly #places: ReadonlyMap<string, number>;
  /** The problem of each question or field by its guid. Only the first one is shown. */
  readonly #problems: ReadonlyMap<string | null, string>;

  constructor(options: FormOptions) {
    const { view, screen, text } = options;
    const isLogin = screen === 'login';
    this.#options = options;
    this.#asked = (isLogin ? view.login?.fields : view.member?.challenges) ?? [];
    this.#approval = isLogin ? null : approvalIn(view);
    // Maps, because a bank may ask thousands of questions. Of two questions with the same guid, the first counts.
    this.#places = new Map(this.#asked.map(({ guid }, index) => [guid, index] as const).reverse());
    this.#problems = new Map(
      [...problemsOf(view)]
        .reverse()
        .map(({ guid, code }) => [guid, text(isLogin ? 'fillIn' : `problem.${code}`)]),
    );
  }

  draw(): ScreenNode {
    const { view, key } = this.#options;
    return part(
      'form',
      'form',
      {
        key,
        // Without its handler, in server-rendered markup or with scripts turned off, a form with this method sends nothing. Fields
        // have no names that another form could send. A form with `post` would send an empty request.
        method: 'dialog',
        novalidate: true,
        onsubmit: (event) => this.#submit(event),
      },
      ...this.#asked.map((one) => ('options' in one ? this.#question(one) : this.#credential(one))),
      // While the screen asks whether to stop, "No, go on" is the one way back.
      !view.asksToCancel && this.#button(),
      !view.asksToCancel && this.#checked(),
    );
  }

  #button(): ScreenNode {
    const { view, screen, text } = this.#options;
    const props = { type: 'submit', 'aria-disabled': view.isSending ? 'true' : undefined };
    const button = (words: ScreenNode | string, more: Props = {}) =>
      part('button', 'submit', { ...props, ...more }, words);
    if (view.isSending) return button(text('sending'));
    if (!this.#approval) return button(text(screen === 'login' ? 'submitLogin' : 'submit'));
    const { challenge, option } = this.#approval;
    const id = this.#idOf(challenge, '-label');
    const words = option.label && part('span', 'optionText', FOREIGN, option.label);
    return button(words || text('submit'), { 'aria-describedby': id });
  }

  /** The person says yes to a login that the server holds back. */
  #checked(): ScreenNode | null {
    const { view, screen, text } = this.#options;
    const hold = screen === 'login' && view.login?.hold;
    if (!hold) return null;
    const words = text(hold.why === 'locked' ? 'unlocked' : 'checked');
    // It stays while the login is sent, because it has the focus.
    const isOff = view.isSending ? 'true' : undefined;
    const props = { type: 'button', 'data-quiet': true, 'aria-disabled': isOff };
    const onclick = ({ currentTarget }: Event) =>
      this.#logIn((currentTarget as HTMLButtonElement).form as HTMLFormElement, true);
    return part('button', 'checked', { ...props, onclick }, words);
  }

  #question(challenge: Challenge): ScreenNode {
    const { guid, type, label, options } = challenge;
    if (options.length === 0) {
      const chosen = this.#asked[0] === challenge && this.#idOf(challenge, '-chosen');
      return part(
        'div',
        'question',
        { key: guid, 'data-type': type },
        this.#label(challenge),
        this.#picture(challenge),
        // `followScreen` writes what the person chose in the round before, such as where the code goes: no view has answers.
        chosen &&
          part('p', 'chosen', {
            id: chosen,
            hidden: true,
            'data-words': this.#options.text('chosen'),
          }),
        this.#field(challenge, {
          'aria-describedby': chosen,
          type: 'text',
          // Banks also ask for codes as TEXT. A code may contain letters.
          autocomplete: type === 'IMAGE_DATA' ? 'off' : 'one-time-code',
          enterkeyhint: this.#asked.at(-1) === challenge ? 'done' : 'next',
          ...FOREIGN,
        }),
        this.#problem(challenge),
      );
    }
    const id = this.#idOf(challenge, '-label');
    if (this.#approval)
      return part(
        'div',
        'question',
        { key: guid, 'data-type': type },
        part('p', 'label', { id, ...FOREIGN }, label),
        this.#picture(this.#approval.option),
        this.#problem(challenge),
      );
    return part(
      'fieldset',
      'question',
      {
        key: guid,
        'data-type': type,
        role: 'radiogroup',
        'aria-labelledby': id,
        'aria-required': 'true',
        ...this.#more(challenge),
      },
      part('legend', 'label', { id, ...FOREIGN }, label),
      ...options.map((option, index) => this.#option(challenge, option, index)),
      this.#problem(challenge),
    );
  }

  #option(challenge: Challenge, option: ChallengeOption, index: number): ScreenNode {
    const id = this.#idOf(challenge, `-${index}`);
    return part(
      'label',
      'option',
      { key: `option-${index}`, for: id },
      part('input', 'radio', {
        id,
        'data-guid': challenge.guid,
        type: 'radio',
        // Radio buttons of one question share a name. The name and the index do not reveal the answer.
        name: this.#idOf(challenge),
        value: index,
        'data-focus': (this.#isFirst(challenge) && index === 0) || undefined,
      }),
      this.#picture(option),
      part('span', 'optionText', FOREIGN, option.label),
    );
  }

  #credential(field: CredentialField): ScreenNode {
    const { guid, type } = field;
    const isPassword = type === 'PASSWORD';
    const id = this.#idOf(field);
    return part(
      'div',
      'question',
      { key: guid },
      this.#label(field),
      this.#field(field, {
        type: isPassword ? 'password' : 'text',
        // Not a secret: it stays in the page when the form is emptied.
        'data-keep': !isPassword || undefined,
        // This is the login of the bank, not of this site.
        autocomplete: 'off',
      }),
      isPassword &&
        part(
          'button',
          'reveal',
          {
            type: 'button',
            'data-quiet': true,
            'aria-pressed': 'false',
            'aria-controls': id,
            onclick: ({ currentTarget }) => reveal(currentTarget as HTMLElement, id),
          },
          this.#options.text('reveal'),
        ),
      // Always in the page, so that a screen reader says what appears in it.
      part(
        'div',
        'hints',
        { role: 'status' },
        ...HINTS.map((hint) =>
          part(
            'p',
            'hint',
            { key: hint, 'data-hint': hint, hidden: true },
            this.#options.text(`hint.${hint}`),
          ),
        ),
      ),
      this.#problem(field),
    );
  }

  #label(one: Asked): ScreenNode {
    const props = { id: this.#idOf(one, '-label'), for: this.#idOf(one) };
    const known = 'options' in one ? undefined : FIELDS.find((key) => isNamed(one, key));
    return known
      ? part('label', 'label', props, this.#options.text(known))
      : part('label', 'label', { ...props, ...FOREIGN }, one.label);
  }

  #field(one: Asked, props: Props): ScreenNode {
    return part('input', 'field', {
      id: this.#idOf(one),
      'data-guid': one.guid,
      ...props,
      // Software must not change or fill in the text.
      autocapitalize: 'none',
      autocorrect: 'off',
      spellcheck: 'false',
      'aria-required': 'true',
      'data-focus': this.#isFirst(one) || undefined,
      ...this.#more(one, props['aria-describedby']),
    });
  }

  #picture(one: Challenge | ChallengeOption): ScreenNode | null {
    const uri = 'imageData' in one ? one.imageData : (one as ChallengeOption).dataUri;
    // The picture of an option has its label beside it.
    const alt = 'options' in one ? this.#options.text('picture') : '';
    return uri?.startsWith('data:image/') ? part('img', 'picture', { src: uri, alt }) : null;
  }

  #problem(one: Asked): ScreenNode | null {
    const words = this.#problems.get(one.guid);
    return words === undefined
      ? null
      : part(
          'p',
          'problem',
          {
            id: this.#idOf(one, '-problem'),
            // Of several questions, the screen says above them that something is wrong.
            role: this.#asked.length === 1 ? 'alert' : undefined,
          },
          words,
        );
  }

  /** What else belongs to a field or a choice: its problem, and the element that it names by this id. */
  #more(one: Asked, id?: Props[string]): Props {
    const isWrong = this.#problems.has(one.guid);
    const ids = [id, isWrong && this.#idOf(one, '-problem')].filter(Boolean);
    return {
      'aria-invalid': isWrong ? 'true' : undefined,
      'aria-describedby': ids.length > 0 ? ids.join(' ') : undefined,
    };
  }

  /** Whether the focus goes to this question or field. While the screen asks whether to stop, it goes to the answer to that. */
  #isFirst(one: Asked): boolean {
    if (this.#options.view.asksToCancel) return false;
    return one === (this.#asked.find(({ guid }) => this.#problems.has(guid)) ?? this.#asked[0]);
  }

  #idOf({ guid }: Asked, suffix = ''): string {
    return `${this.#options.id}-${this.#places.get(guid) ?? -1}${suffix}`;
  }

  #submit(event: Event): void {
    event.preventDefault();
    const { connection, view, screen } = this.#options;
    const form = event.currentTarget as HTMLFormElement;
    if (screen === 'login') {
      this.#logIn(form, false);
      return;
    }
    if (view.isSending) return;
    const given = this.#approval
      ? [{ guid: this.#approval.challenge.guid, value: this.#approval.option.value }]
      : entered(form, this.#asked);
    void connection.answer({ answers: given, prompt: view.member?.prompt ?? 0 });
  }

  /** A password stays in the page only until it is sent. If it is held back, it is in its field again. */
  #logIn(form: HTMLFormElement, isChecked: boolean): void {
    const { connection, view } = this.#options;
    if (view.isSending) return;
    const given = entered(form, this.#asked);
    if (given.every(({ value }) => value)) form.reset();
    void connection.submitCredentials(given, { isChecked }).then(() => {
      if (connection.getView().login?.hold) enter(form, given);
    });
  }
}

function approvalIn({ member }: ConnectionView) {
  const [challenge] = member?.challenges ?? [];
  const [option] = challenge?.options ?? [];
  return member && challenge && option && looksLikeApproval(member) ? { challenge, option } : null;
}

/** The names of fields that the screen knows in its own language. */
const FIELDS = ['field.LOGIN', 'field.PASSWORD'] as const;

const isNamed = ({ label }: CredentialField, key: (typeof FIELDS)[number]): boolean =>
  label.trim().toLowerCase() === String(MESSAGES[key]).toLowerCase();

interface Given {
  readonly guid: string;
  readonly value: string;
}

/** Reads what was entered from the fields. Nothing is kept. */
function entered(form: HTMLFormElement, asked: readonly Asked[]): readonly Given[] {
  const values = new Map<string, string>();
  for (const { dataset, type, checked, value } of form.elements as Iterable<HTMLInputElement>) {
    const { guid } = dataset;
    const isChosen = type !== 'radio' || checked;
    if (guid !== undefined && isChosen && !values.has(guid)) values.set(guid, value);
  }
  return asked.flatMap((one) => {
    const { guid } = one;
    const given = values.get(guid);
    const options = 'options' in one ? one.options : [];
    // The value of an option's field is its index, so that answers never appear in the markup.
    const value = options.length > 0 ? options[Number(given ?? -1)]?.value : given;
    return value === undefined ? [] : [{ guid, value }];
  });
}

/** Writes values into the fields of a form that are empty. */
function enter(form: HTMLFormElement, given: readonly Given[]): void {
  for (const field of form.elements as Iterable<HTMLInputElement>) {
    const { value = '' } = given.find(({ guid }) => guid === field.dataset.guid) ?? {};
    if (!field.value) field.value = value;
  }
}

/** Shows or hides the text in a password field. It changes only the element on the page. */
function reveal(button: HTMLElement, id: string): void {
  const field = (button.getRootNode() as Document | ShadowRoot).getElementById(id);
  const isHidden = field?.getAttribute('type') === 'password';
  field?.setAttribute('type', isHidden ? 'text' : 'password');
  button.setAttribute('aria-pressed', String(isHidden));
}

/** Draws the questions, or the fields of the login form. */
export const formOf = (options: FormOptions): ScreenNode => new Form(options).draw();
