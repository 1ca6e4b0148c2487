import { INSTITUTION_ERRORS } from '../bank/blocks.ts';
import { FAULT_TARGETS, type FaultRule, isFaultTarget } from './fault-rules.ts';

const KINDS =
  'delay=<ms> (at most 999999999), <HTTP status>, <HTTP status>/<seconds to retry after> (at most 999999) (each of these with "-after" behind it: after the effect), drop-before, drop-after, malformed, truncated, stale, omit=<field>+<field>, add=<field>=<value>, integer-types, or the type of a 400 by which MX blocks an institution, such as institution_maintenance_error';

const WITHOUT_VALUE: Readonly<Record<string, FaultRule['fault']>> = {
  'drop-before': { kind: 'drop', when: 'before' },
  'drop-after': { kind: 'drop', when: 'after' },
  malformed: { kind: 'malformed' },
  truncated: { kind: 'truncated' },
  stale: { kind: 'stale' },
  'integer-types': { kind: 'integerTypes' },
};

/** Parses `true`, `3` and `null` as JSON. Any other text stays a text. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function faultOf(text: string): FaultRule['fault'] | undefined {
  const plain = Object.hasOwn(WITHOUT_VALUE, text) ? WITHOUT_VALUE[text] : undefined;
  if (plain) return plain;
  const error = INSTITUTION_ERRORS.find((one) => one === text);
  if (error) return { kind: 'status', status: 400, error };
  const when = (after?: string) => (after === undefined ? {} : { when: 'after' as const });
  const [, status, seconds, lateStatus] = /^([45]\d\d)(?:\/(\d{1,6}))?(-after)?$/.exec(text) ?? [];
  if (status !== undefined)
    return {
      kind: 'status',
      status: Number(status),
      ...(seconds !== undefined && { retryAfter: Number(seconds) }),
      ...when(lateStatus),
    };
  const [, ms, lateDelay] = /^delay=(\d{1,9})(-after)?$/.exec(text) ?? [];
  if (ms !== undefined) return { kind: 'delay', ms: Number(ms), ...when(lateDelay) };
  const [, omitted] = /^omit=([\w+]+)$/.exec(text) ?? [];
  if (omitted !== undefined) return { kind: 'omit', fields: omitted.split('+') };
  const [, field, value] = /^add=(\w+)=(.*)$/.exec(text) ?? [];
  if (field !== undefined && value !== undefined)
    return { kind: 'add', fields: { [field]: readValue(value) } };
  return undefined;
}

/**
 * Parses a fault rule in short form: `route:fault`, `route:fault:times` or `route:fault:after+times`.
 * - route: a name (`status`, `resume`, `aggregate`, …), `start` for all jobs, `*` for all routes, or a path with `*`
 * - fault: `delay=500` (ms), `503`, `429/30` (retry after 30 s), each optionally with `-after` if the request should
 *   take effect first; `drop-before`, `drop-after`, `malformed`, `truncated`, `stale`,
 *   `omit=is_being_aggregated+challenges`, `add=connection_status=NEW`, `integer-types`,
 *   `institution_maintenance_error` and the other types of a 400 for a blocked institution
 * - times: how many requests fail; all if omitted. `2+1` lets two requests pass, and makes one fail.
 *
 * Examples: `resume:drop-after:1`, `status:429/30:2`, `*:delay=200`.
 *
 * @throws {RangeError} that names the wrong part, and what was expected.
 */
export function parseFault(text: string): FaultRule {
  const [on = '', kind = '', count, ...rest] = text.split(':');
  const expected = (what: string) => new RangeError(`"${text}" is not a fault: ${what}.`);
  if (!isFaultTarget(on)) throw expected(`the part before the first ":" must be ${FAULT_TARGETS}`);
  const fault = faultOf(kind);
  if (!fault) throw expected(`the part after the first ":" must be one of ${KINDS}`);
  if (count === undefined) return { on, fault };
  const [, after = '0', times] = /^(?:(\d{1,6})\+)?([1-9]\d{0,5})$/.exec(count) ?? [];
  if (times === undefined || rest.length > 0)
    throw expected(
      'the part after the second ":" must be the number of requests that fail, as in 1 or 2+1',
    );
  return { on, fault, after: Number(after), times: Number(times) };
}
