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
      about: 'Make something go wrong: route:fault:times, as below.',
    },
    record: {
      value: 'file',
      about: 'Append each request and its answer to this file, a JSON line each, without secrets.',
    },
    json: { about: 'Print the address and the keys as one line of JSON.' },
  },
  tables: {
    Faults: [
      ['resume:drop-after:1', 'The first answers arrive, and the reply to them is lost.'],
      ['start:503-after:1', 'The first start begins a job, and the reply to it says 503.'],
      ['status:429/30:2', 'Twice a poll of the status is refused, for 30 s.'],
      ['status:malformed:2+1', 'Two polls go well, and the third is answered with a page of HTML.'],
      ['status:omit=challenges', 'Each poll leaves out a field.'],
      ['*:delay=500', 'Every request takes 500 ms longer.'],
    ],
  },
  notes: [
    'A route is a call (createMember, status, resume, aggregate …), start for all jobs, * for all, or a path. The error about a wrong route or fault lists all of them.',
    'It runs until Ctrl-C and keeps nothing but what --record says.',
    'Exit codes: 0 ended by a signal, 1 no port, or no file for --record, 2 wrong usage.',
  ],
  examples: [
    'mx-member simulate --port 3999',
    'mx-member simulate --step 100 --fault resume:drop-after:1',
    'mx-member simulate --record report.ndjson',
  ],
} as const satisfies CommandSpec;
