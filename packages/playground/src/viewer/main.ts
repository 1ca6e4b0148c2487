import { render } from 'lit-html';
import { type AnyStateMachine, createMachine } from 'xstate';
import { inferTaken } from '../chart/infer.ts';
import { createChartPanel } from '../chart/panel.ts';
import { entryOfCall, entryOfEvent, type LogEntry } from '../log/entries.ts';
import { logView } from '../log/view.ts';
import { part } from '../part.ts';
import type { InspectorMessage } from './messages.ts';
import { receive } from './receive.ts';

const chart = createChartPanel(part('chart'));
let machine: AnyStateMachine | null = null;
let session = '';
let value: unknown = null;
let taken: readonly string[] = [];
let log: readonly LogEntry[] = [];

const status = (words: string) => {
  part('status').textContent = words;
};

function show(): void {
  chart.show({ value, taken });
  render(logView(log), part('log'));
}

/** Draws the machine of an actor. One that is no machine is none of ours. */
function showMachine(message: Extract<InspectorMessage, { type: '@xstate.actor' }>): void {
  const config = JSON.parse(message.definition);
  if (!config?.states) return;
  machine = createMachine(config);
  session = message.sessionId;
  value = message.value ?? null;
  taken = value === null ? [] : inferTaken(machine, { before: null, event: '', after: value });
  log = [];
  part('name').textContent = message.name;
  void chart.draw(machine).then(show);
}

const isOurs = ({ sessionId }: InspectorMessage): boolean => sessionId === session;

function note(entry: LogEntry | null): void {
  if (entry) log = [...log, entry];
}

function follow(message: InspectorMessage): void {
  if (message.type === '@xstate.actor') {
    if (message.parentId === null) showMachine(message);
    else if (message.parentId === session) note(entryOfCall(message.name, message.at));
  } else if (message.type === '@xstate.event') {
    if (isOurs(message)) note(entryOfEvent(message.event, message.at));
  } else if (isOurs(message) && machine && message.value !== undefined) {
    taken = inferTaken(machine, { before: value, event: message.event.type, after: message.value });
    value = message.value;
  }
  show();
}

receive(location.search, {
  onStatus: status,
  onMessage(message) {
    try {
      follow(message);
    } catch {
      status('A message was not understood: its machine could not be drawn.');
    }
  },
});
