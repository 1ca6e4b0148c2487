import { counted, judgement, type RuleCheck } from './judgement.ts';

/** The output of the server contains no key, password or answer. A leak is named by its place and kind only. */
export const secretInOutput: RuleCheck = ({ output }) =>
  judgement(
    (output?.leaks ?? []).map(({ stream, line, kind }) => ({
      what: `Line ${line} of the ${stream} has ${kind}.`,
      requests: [],
    })),
    output && output.lines > 0 ? `${counted(output.lines, 'line')} of output` : null,
    'the server printed nothing',
  );
