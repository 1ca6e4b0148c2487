/** The log of a run, and its explanation of the answers that the bank refused. */

/**
 * What happens to a command. `cut`: it is carried out, and its connection breaks before the reply. `lost`: its
 * connection breaks first. `late`: its connection breaks, and it is carried out some seconds later, as by a proxy
 * that keeps requests.
 */
export type Fate = 'arrives' | 'cut' | 'lost' | 'late' | 'slow';

/** A command that arrived at the site, perhaps several times. */
interface Command {
  readonly key: string;
  readonly call: string;
  /** What happened to it, for each arrival. */
  readonly fates: Fate[];
  /** MX's replies to it: HTTP statuses. */
  readonly statuses: number[];
  /** Whether the page received its reply. */
  isReplied: boolean;
}

const isAnswer = ({ call }: Command): boolean => call === 'answers' || call === 'answer';
const isTaken = ({ statuses }: Command): boolean => statuses.some((status) => status < 300);

export class RunLog {
  readonly lines: string[] = [];
  readonly #commands = new Map<string, Command>();
  readonly #from = performance.now();

  say(text: string): void {
    this.lines.push(`${String(Math.round(performance.now() - this.#from)).padStart(6)} ${text}`);
  }

  /** A command has arrived at the site. */
  came(tab: string, call: string, key: string, fate: Fate, socket: number | undefined): void {
    const known = this.#commands.get(key);
    if (known) known.fates.push(fate);
    else this.#commands.set(key, { key, call, fates: [fate], statuses: [], isReplied: false });
    const again = known ? 'again, by the browser itself, ' : '';
    this.say(`${tab}: ${call} ${key} comes ${again}by socket ${socket}: ${fate}`);
  }

  /** MX has replied to the request of a command. */
  reachedMx(key: string, path: string, status: number): void {
    this.#commands.get(key)?.statuses.push(status);
    this.say(`MX: ${path} of ${key}: ${status}`);
  }

  replied(key: string): void {
    const command = this.#commands.get(key);
    if (command) command.isReplied = true;
  }

  get repeats(): number {
    return [...this.#commands.values()].filter(({ fates }) => fates.length > 1).length;
  }

  /** Why MX refused each answer, as far as the log explains it. */
  reasons(): readonly string[] {
    const answers = [...this.#commands.values()].filter(isAnswer);
    return answers.flatMap((answer, index) =>
      answer.statuses
        .filter((status) => status >= 400)
        .flatMap(() => {
          if (answer.fates.includes('late'))
            return [
              'it arrived late, when the page had given it up and the person had answered again',
            ];
          const before = answers.slice(0, index).filter(isTaken).at(-1);
          return before?.fates.includes('late') || (before && !before.isReplied)
            ? ['the page got no reply to the answer before, so the person was asked again']
            : [];
        }),
    );
  }

  /** What must never happen. */
  mistakes(): readonly string[] {
    return [...this.#commands.values()]
      .filter(({ statuses }) => statuses.length > 1)
      .map(({ key, call }) => `MX got ${call} ${key} more than once`);
  }
}
