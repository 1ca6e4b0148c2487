/** The events of the demo, as they happen. */
export type DemoEvent =
  | { readonly event: 'server'; readonly ingress: string }
  | { readonly event: 'bank'; readonly url: string }
  | { readonly event: 'workers'; readonly count: number }
  | {
      readonly event: 'view';
      readonly state: string;
      readonly needs: string | null;
      readonly round: number;
      readonly prompt: number;
      readonly warning: string | null;
    }
  | { readonly event: 'answer'; readonly question: string }
  | { readonly event: 'received'; readonly answersReceived: number }
  | { readonly event: 'kill'; readonly killed: 'worker' | 'server'; readonly pid: number }
  | { readonly event: 'restart'; readonly restarted: 'server' }
  | DemoOutcome;

export interface DemoOutcome {
  readonly outcome: string;
  readonly answersGiven: number;
  readonly answersReceived: number;
  readonly workerKills: number;
  readonly serverKills: number;
}

function sentenceOf(event: DemoEvent): string {
  if ('outcome' in event)
    return `${event.outcome}: ${event.answersGiven} answers were given, and MX received ${event.answersReceived}. Killed: ${event.workerKills} worker, ${event.serverKills} server.`;
  switch (event.event) {
    case 'server':
      return `Restate listens at ${event.ingress}.`;
    case 'bank':
      return `A simulated MX listens at ${event.url}.`;
    case 'workers':
      return `${event.count} workers serve members to Restate.`;
    case 'view':
      return `  ${event.state}${event.needs ? `, needs ${event.needs} (question ${event.round})` : ''}${event.warning ? `, warning: ${event.warning}` : ''}`;
    case 'answer':
      return `The user answers "${event.question}". The answer is sealed on its way to a worker.`;
    case 'received':
      return `MX has received answer ${event.answersReceived}.`;
    case 'kill':
      return event.killed === 'worker'
        ? `KILL  the worker that waits for MX's reply (process ${event.pid}). Nobody knows now whether the answer arrived.`
        : `KILL  the Restate server (process ${event.pid}), while the question is open.`;
    case 'restart':
      return 'The Restate server is there again, with its data.';
  }
}

/** Prints events: a sentence with its time, or a line of JSON. */
export function createPrinter(json: boolean): (event: DemoEvent) => void {
  const from = performance.now();
  return (event) =>
    console.log(
      json
        ? JSON.stringify(event)
        : `${((performance.now() - from) / 1_000).toFixed(1).padStart(5)} s  ${sentenceOf(event)}`,
    );
}
