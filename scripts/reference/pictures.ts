import { draw, type Picture } from './drawing.ts';

/** The pictures of the docs, as text. */

const ARCHITECTURE: Picture = {
  title:
    'Who calls MX: a page through your server, your host, workers on Restate, or an actor in your process. All run the same rules.',
  gap: 34,
  zones: [
    { title: 'the page', from: 0, to: 0 },
    { title: 'your servers', from: 1, to: 2 },
    { title: 'MX', from: 3, to: 3 },
  ],
  boxes: {
    screen: { column: 0, row: 0, title: 'Connect screen', lines: ['connectHost'] },
    handler: { column: 0, row: 1, title: 'createHostHandler', lines: ['authorize is yours'] },
    host: { column: 0, row: 2, title: 'createHost', lines: ['runs the rules', 'has the API key'] },
    mx: { column: 0, row: 3, title: 'MX Platform API', lines: [] },
    screen2: { column: 1, row: 0, title: 'Connect screen', lines: ['connectHost'] },
    api: { column: 1, row: 1, title: 'createHostHandler', lines: ['createRestateHost'] },
    workers: {
      column: 1,
      row: 2,
      title: 'Workers on Restate',
      lines: ['run the rules', 'have the API key'],
    },
    mx2: { column: 1, row: 3, title: 'MX Platform API', lines: [] },
    browser: {
      column: 2,
      row: 0,
      title: 'Browser host',
      lines: ['runs the rules', 'connectRelay'],
    },
    relay: { column: 2, row: 1, title: 'createRelay', lines: ['authorize is yours'] },
    client: { column: 2, row: 2, title: 'createMx', lines: ['has the API key'] },
    mx3: { column: 2, row: 3, title: 'MX Platform API', lines: [] },
    job: {
      column: 3,
      row: 1,
      title: 'Your program',
      lines: ['an actor, or step', 'runs the rules'],
    },
    own: { column: 3, row: 2, title: 'createMx', lines: ['has the API key'] },
    mx4: { column: 3, row: 3, title: 'MX Platform API', lines: [] },
  },
  arrows: [
    { from: 'screen', to: 'handler', label: 'answers' },
    { from: 'handler', to: 'screen', label: 'views' },
    { from: 'handler', to: 'host', label: 'one process' },
    { from: 'host', to: 'mx', label: 'createMx' },
    { from: 'screen2', to: 'api', label: 'answers' },
    { from: 'api', to: 'screen2', label: 'views' },
    { from: 'api', to: 'workers', label: 'sealed answers' },
    { from: 'workers', to: 'mx2', label: 'createMx' },
    { from: 'browser', to: 'relay', label: 'start, read, submit' },
    { from: 'relay', to: 'client', label: 'one call for each' },
    { from: 'client', to: 'mx3', label: '' },
    { from: 'job', to: 'own', label: 'start, read, submit' },
    { from: 'own', to: 'mx4', label: '' },
  ],
};

const DATA_FLOW: Picture = {
  title: 'Where answers, credentials, the API key and records go, and where they are kept.',
  gap: 132,
  zones: [
    { title: 'the person', from: 0, to: 0 },
    { title: 'your servers', from: 1, to: 2 },
    { title: 'MX', from: 3, to: 3 },
  ],
  boxes: {
    window: {
      column: 0,
      row: 0,
      title: "The bank's page",
      lines: ['OAuth: the password', 'stays with the bank'],
    },
    page: { column: 1, row: 0, title: 'Page', lines: ['keeps no answer', 'and no credential'] },
    client: { column: 0, row: 1, title: 'createMx', lines: ['has the API key'] },
    handler: {
      column: 1,
      row: 1,
      title: 'Handler or relay',
      lines: ['authorize is yours', 'logs no body'],
    },
    host: {
      column: 1,
      row: 2,
      title: 'Host',
      lines: ['answers in memory,', 'until they are sent'],
    },
    store: { column: 2, row: 2, title: 'Store', lines: ['guids, statuses,', 'questions'] },
    yours: { column: 2, row: 1, title: 'onEnded, logs', lines: ['no answer, no key'] },
    bank: { column: 0, row: 3, title: 'MX', lines: ['keeps the credentials'] },
    mx: { column: 1, row: 3, title: 'MX', lines: ['logs in at the bank'] },
  },
  arrows: [
    { from: 'page', to: 'window', label: 'a window' },
    { from: 'page', to: 'handler', label: 'answers, credentials' },
    { from: 'handler', to: 'page', label: 'views: questions' },
    { from: 'handler', to: 'client', label: 'credentials' },
    { from: 'client', to: 'bank', label: 'credentials' },
    { from: 'handler', to: 'host', label: 'answers' },
    { from: 'host', to: 'mx', label: 'answers, once' },
    { from: 'mx', to: 'host', label: 'readings' },
    { from: 'host', to: 'store', label: 'records' },
    { from: 'store', to: 'yours', label: 'outcomes' },
  ],
};

const RESTATE: Picture = {
  title:
    'Your servers send sealed answers to Restate, which runs one event of a member at a time on a worker. The worker asks before it sends, and calls MX.',
  gap: 34,
  zones: [
    { title: 'your servers', from: 0, to: 0 },
    { title: 'Restate', from: 1, to: 1 },
    { title: 'your workers', from: 2, to: 2 },
    { title: 'MX', from: 3, to: 3 },
  ],
  boxes: {
    app: { column: 0, row: 0, title: 'createRestateHost', lines: ['authorize is yours'] },
    ingress: { column: 0, row: 1, title: 'Restate', lines: ['queue, timers, state'] },
    worker: {
      column: 0,
      row: 2,
      title: 'createMemberService',
      lines: ['runs the rules', 'has the API key'],
    },
    mx: { column: 0, row: 3, title: 'MX Platform API', lines: [] },
  },
  arrows: [
    { from: 'app', to: 'ingress', label: 'sealed answers' },
    { from: 'ingress', to: 'worker', label: 'one event of a member' },
    { from: 'worker', to: 'ingress', label: 'may I send?' },
    { from: 'worker', to: 'mx', label: 'createMx' },
  ],
};

/** Each picture by its path from the root of the repository. */
export const pictures = (): ReadonlyMap<string, string> =>
  new Map([
    ['docs/architecture.svg', draw(ARCHITECTURE)],
    ['docs/data-flow.svg', draw(DATA_FLOW)],
    ['docs/restate.svg', draw(RESTATE)],
  ]);
