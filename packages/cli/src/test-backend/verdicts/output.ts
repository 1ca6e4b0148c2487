import { counted, judgement, type RuleVerdict } from './verdict.ts';

/** No key, password or answer is in what the server prints. A secret is named by its place and kind only. */
export const secretInOutput: RuleVerdict = ({ output }) =>
  judgement(
    (output?.leaks ?? []).map(({ stream, line, kind }) => ({
      what: `Line ${line} of the ${stream} has ${kind}.`,
      requests: [],
    })),
    output && output.lines > 0 ? `${counted(output.lines, 'line')} of output` : null,
    'the server printed nothing',
  );
