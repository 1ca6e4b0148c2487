import type { CommandSpec } from '../command-line/spec.ts';

export const DEFAULT_PORT = 3999;

export const SIMULATE = {
  about: "Serve a simulator of the MX Platform API with MX's test bank, on this machine only.",
  options: {
    port: {
      value: 'number',
      about: `Port on 127.0.0.1; 0 takes a free one. Default: ${DEFAULT_PORT}.`,
    },
    step: { value: 'ms', about: 'How long each step of a job takes. Default: 1000.' },
    fault: {
      value: 'rule',
      repeatable: true,
      about: 'Make something go wrong: route:fault:times.',
    },
    record: {
      value: 'file',
      about: 'Append each request and its answer to this file, a JSON line each, without secrets.',
    },
    json: { about: 'Print the address and the keys as one line of JSON.' },
  },
  notes: ['It runs until Ctrl-C and keeps nothing but what --record says.'],
  examples: [
    'mx-member simulate --port 3999',
    'mx-member simulate --step 100 --fault resume:drop-after:1',
    'mx-member simulate --record report.ndjson',
  ],
} as const satisfies CommandSpec;
