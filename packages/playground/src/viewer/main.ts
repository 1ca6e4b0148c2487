import CODE from '@mx-member/machine/spec/stately.js?raw';
import { type MemberRecord, RECORD_VERSION } from '@mx-member/machine/step';
import { render } from 'lit';
import { chartEvent, placeOf } from '../chart/events.ts';
import { CHART_FILE } from '../chart/file.ts';
import { inferTaken } from '../chart/infer.ts';
import { createChartPanel } from '../chart/panel.ts';
import { EMPTY_JOURNAL, type Journal, noted } from '../log/journal.ts';
import { logView } from '../log/view.ts';
import { momentAt } from '../moment.ts';
import { part } from '../part.ts';
import type { InspectorMessage } from './messages.ts';
import { receive } from './receive.ts';
import { contextOf, stepEventOf } from './steps.ts';

part('code').setAttribute('href', `data:text/javascript,${encodeURIComponent(CODE)}`);

const chart = createChartPanel(part('chart'));
let session: string | null = null;
let place: string | null = null;
let record: MemberRecord | null = null;
let taken: readonly string[] = [];
let journal: Journal = EMPTY_JOURNAL;
let selected: number | null = null;

const status = (words: string) => {
  part('status').textContent = words;
};

function select(id: number | null): void {
  selected = id;
  show();
}

function show(): void {
  const { log } = journal;
  chart.show(momentAt(log, selected) ?? { place, taken, isPast: false, note: '' });
  render(logView(log, { selected, select }), part('log'));
}

type ActorMessage = Extract<InspectorMessage, { type: '@xstate.actor' }>;

/** Follows an actor that is a member. Other actors, such as the calls of a member, are ignored. */
function follow(message: ActorMessage): void {
  const { id, states } = Object(JSON.parse(message.definition)) as Record<string, unknown>;
  if (!states) return;
  if (id !== CHART_FILE.id) {
    status(
      `This page shows members (${CHART_FILE.id}). The actor ${message.name} is a different machine.`,
    );
    return;
  }
  session = message.sessionId;
  [place, record, taken, journal, selected] = [null, null, [], EMPTY_JOURNAL, null];
  part('name').textContent = message.name;
  if (message.value !== undefined)
    move({ type: 'xstate.init' }, message.value, message.context, message.at);
}

function move(
  event: { readonly type: string },
  value: unknown,
  context: unknown,
  at: number,
): void {
  const next = placeOf(value);
  const known = contextOf(context);
  const before = place;
  taken = inferTaken(CHART_FILE, {
    before,
    event: before === null ? null : chartEvent(event.type),
    after: next,
    route: Object(context).route ?? null,
  });
  place = next;
  if (!known) return;
  const after = { schema: RECORD_VERSION, state: next, context: known } as MemberRecord;
  const made = stepEventOf(event, known);
  if (made) journal = noted(journal, { at, before: record, after, ...made });
  record = after;
}

receive(location.search, {
  onStatus: status,
  onMessage(message) {
    try {
      if (message.type === '@xstate.actor') follow(message);
      else if (message.type === '@xstate.snapshot' && message.sessionId === session)
        move(message.event, message.value, message.context, message.at);
      show();
    } catch {
      status('A message could not be shown, because its machine cannot be drawn.');
    }
  },
});
show();
