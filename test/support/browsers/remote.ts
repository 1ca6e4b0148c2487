/** A browser with one page that a test drives from outside, with real input. */
export interface RemotePage {
  readonly name: string;
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  /** The value of an expression in the page, as JSON. A promise is waited for. */
  evaluate(expression: string): Promise<unknown>;
  /** Presses and releases keys, one after the other, at what has the focus. */
  type(keys: string): Promise<void>;
  close(): Promise<void>;
}

/** The keys that a test presses besides characters, as WebDriver names them. */
export const KEYS = { tab: '\uE004', enter: '\uE007', space: ' ', down: '\uE015' } as const;

/** The actions of WebDriver and of WebDriver BiDi that press and release keys. */
export const keyActions = (keys: string) => [
  {
    type: 'key',
    id: 'keyboard',
    actions: [...keys].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]),
  },
];
