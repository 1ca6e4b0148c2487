/**
 * The rooms of each package from the lowest up. A room is a folder in `src`. It imports only rooms before it, also through the files
 * beside the rooms.
 */
export const ORDER: Readonly<Record<string, readonly string[]>> = {
  adapters: ['trace', 'limiter', 'relay', 'inspector', 'mx', 'otel'],
  cli: [
    ...[
      'common',
      'seen',
      'trace',
      'health',
      'inspect',
      'backup',
      'conformance',
      'serve',
      'simulate',
    ],
    ...['test-backend', 'why', 'connect', 'doctor', 'definition', 'command-line'],
  ],
  connect: [
    ...['messages', 'browser-host', 'connection', 'screen', 'repair', 'create', 'mx-widget'],
    ...['element', 'react', 'solid', 'svelte', 'vue'],
  ],
  host: [
    ...['http', 'members', 'operate', 'schedule', 'store', 'logins', 'creations'],
    ...['postgres', 'sqlite', 'testing'],
  ],
  http: ['web', 'limits', 'logins', 'create', 'host', 'port'],
  machine: ['data', 'mx', 'health', 'rules', 'memory', 'chart', 'trace', 'hosting', 'xstate'],
  playground: ['chart', 'bank', 'member', 'log', 'viewer', 'extras', 'screens'],
  restate: ['service'],
  simulator: ['model', 'bank', 'accounts', 'http', 'months', 'webhooks', 'world'],
};
