import { jsonLine } from '../command-line/json.ts';
import type { Write } from '../io.ts';
import type { Report } from './report.ts';

/** One JSON object a line: for each vector, and last the numbers. */
export function createLines(write: Write): Report {
  const line = (value: object) => write(jsonLine(value));
  return {
    result({ topic, vector: { id, rules }, failure }) {
      line({ vector: id, topic, rules, passed: failure === null, ...failure });
    },
    end: ({ passed, failed, notRun }) => line({ passed, failed, notRun }),
  };
}
