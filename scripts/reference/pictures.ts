import { draw, type Picture } from './drawing.ts';

/** The pictures of the docs, as text. */

const ARCHITECTURE: Picture = {
  title:
    'Who calls MX: a page through your server, your host, workers on Restate, or an actor in your process. All run the same rules.',
  zones: [
    { title: 'the page', from: 0, to: 0 },
    { title: 'your servers', from: 1, to: 2 },
    { title: 'MX', from: 3, to: 3 },
  ],
  boxes: {
    screen: { column: 0, row: 0, title: 'Connect screen', lines: ['connectHost'] },
    browser: {
      column: 0,
      row: 1,
      title: 'Browser host',
      lines: ['runs the rules', 'connectRelay'],
    },
    screen2: { column: 0, row: 2, title: 'Connect screen', lines: ['connectHost'] },
    handler: { column: 1, row: 0, title: 'createHostHandler', lines: ['authorize is yours'] },
    relay: { column: 1, row: 1, title: 'createRelay', lines: ['authorize is yours'] },
    api: { column: 1, row: 2, title: 'createHostHandler', lines: ['createRestateHost'] },
    job: { column: 1, row: 3, title: 'Your program', lines: ['an actor, or step'] },
    host: {
      column: 2,
      row: 0,
      title: 'createHost',
      lines: ['runs the rules', 'SQLite or PostgreSQL'],
    },
    client: { column: 2, row: 1, title: 'createMx', lines: ['has the API key'] },
    workers: {
      column: 2,
      row: 2,
      title: 'Workers on Restate',
      lines: ['run the rules', 'have the API key'],
    },
    own: { column: 2, row: 3, title: 'createMx', lines: ['has the API key'] },
    mx: { column: 3, row: 0, title: 'MX Platform API', lines: [] },
    mx1: { column: 3, row: 1, title: 'MX Platform API', lines: [] },
    mx2: { column: 3, row: 2, title: 'MX Platform API', lines: [] },
    mx3: { column: 3, row: 3, title: 'MX Platform API', lines: [] },
  },
  arrows: [
    { from: 'screen', to: 'handler', label: 'answers' },
    { from: 'handler', to: 'screen', label: 'views' },
    { from: 'handler', to: 'host', label: 'one process' },
    { from: 'host', to: 'mx', label: 'createMx' },
    { from: 'browser', to: 'relay', label: 'three calls' },
    { from: 'relay', to: 'client', label: 'one call for one call' },
    { from: 'client', to: 'mx1', label: '' },
    { from: 'screen2', to: 'api', label: 'answers' },
    { from: 'api', to: 'screen2', label: 'views' },
    { from: 'api', to: 'workers', label: 'sealed answers, by Restate' },
    { from: 'workers', to: 'mx2', label: 'createMx' },
    { from: 'job', to: 'own', label: 'the rules run here' },
    { from: 'own', to: 'mx3', label: '' },
  ],
};

const DATA_FLOW: Picture = {
  title: 'Where answers, credentials, the API key and records go, and where they are kept.',
  zones: [
    { title: 'the person', from: 0, to: 0 },
    { title: 'your servers', from: 1, to: 2 },
    { title: 'MX and the bank', from: 3, to: 3 },
  ],
  boxes: {
    page: { column: 0, row: 0, title: 'Page', lines: ['keeps no answer', 'and no credential'] },
    window: {
      column: 0,
      row: 1,
      title: "The bank's own page",
      lines: ['OAuth: the login', 'stays with the bank'],
    },
    handler: {
      column: 1,
      row: 0,
      title: 'Handler or relay',
      lines: ['authorize: your session', 'logs no body'],
    },
    host: {
      column: 1,
      row: 1,
      title: 'Host',
      lines: ['answers in memory,', 'until they are sent'],
    },
    store: { column: 1, row: 2, title: 'Store', lines: ['guids, statuses,', 'questions'] },
    mxClient: { column: 2, row: 0, title: 'createMx', lines: ['has the API key'] },
    client: { column: 2, row: 1, title: 'createMx', lines: ['has the API key'] },
    yours: { column: 2, row: 2, title: 'onEnded, logs, metrics', lines: ['no answer, no key'] },
    mx: { column: 3, row: 0, title: 'MX', lines: ['keeps the credentials'] },
    mx1: { column: 3, row: 1, title: 'MX', lines: ['logs in at the bank'] },
  },
  arrows: [
    { from: 'page', to: 'handler', label: 'answers, credentials (TLS)' },
    { from: 'handler', to: 'page', label: 'views: questions' },
    { from: 'page', to: 'window', label: 'a window' },
    { from: 'handler', to: 'mxClient', label: 'credentials, not kept' },
    { from: 'handler', to: 'host', label: 'answers' },
    { from: 'host', to: 'client', label: 'answers, once' },
    { from: 'host', to: 'store', label: 'records, no answer' },
    { from: 'store', to: 'yours', label: 'outcomes' },
    { from: 'mxClient', to: 'mx', label: 'credentials (TLS)' },
    { from: 'client', to: 'mx1', label: 'answers, key (TLS)' },
    { from: 'mx1', to: 'client', label: 'readings' },
  ],
};

/** Each picture by its path from the root of the repository. */
export const pictures = (): ReadonlyMap<string, string> =>
  new Map([
    ['docs/architecture.svg', draw(ARCHITECTURE)],
    ['docs/data-flow.svg', draw(DATA_FLOW)],
  ]);
