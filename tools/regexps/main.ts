import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lineAt, readCheckout } from '../structure/tree.ts';
import { walk } from '../structure/walk.ts';
import { ACCEPTED } from './accepted.ts';

/**
 * Checks with recheck that no regular expression in a package takes more than linear time. It knows literals only: an expression that is
 * put together from texts is not checked. The verdicts of safe expressions are kept, because one takes up to some seconds.
 */

/**
 * How long recheck may take for one expression, in ms. It takes some seconds, or much longer on a busy machine. An attack ends by the
 * characters that it reads, because one that ends by the clock succeeds on a busy machine.
 */
const LIMITS = { timeout: 300_000, attackTimeout: null, incubationTimeout: null };

// The other backends are programs for one system, which are not installed.
process.env.RECHECK_SYNC_BACKEND = 'pure';
const { checkSync } = await import('recheck');

const root = join(import.meta.dirname, '../..');
const KEPT = join(root, 'node_modules/.cache/regexps.json');

function keptVerdicts(): Set<string> {
  try {
    return new Set(JSON.parse(readFileSync(KEPT, 'utf8')));
  } catch {
    return new Set();
  }
}

/** Each expression with the first place where it stands. */
function literals(): ReadonlyMap<string, { pattern: string; flags: string; place: string }> {
  const found = new Map<string, { pattern: string; flags: string; place: string }>();
  for (const { path, text, syntax } of readCheckout(root).packages)
    if (syntax)
      walk(syntax.program, (node) => {
        if (node.type !== 'Literal' || !('regex' in node)) return;
        const { pattern, flags } = node.regex;
        const key = String(new RegExp(pattern, flags));
        const place = `${path}:${lineAt(text, node.start)}`;
        if (!found.has(key)) found.set(key, { pattern, flags, place });
      });
  return found;
}

const safe = keptVerdicts();
const found = literals();
const problems: string[] = [];
for (const [key, { pattern, flags, place }] of found) {
  if (ACCEPTED.has(key) || safe.has(key)) continue;
  const verdict = checkSync(pattern, flags, LIMITS);
  if (verdict.status === 'safe') safe.add(key);
  else {
    const why =
      verdict.status === 'vulnerable' ? verdict.complexity.summary : 'not decided in time';
    problems.push(`${place}: ${key} is ${why}.`);
  }
}
for (const key of ACCEPTED.keys())
  if (!found.has(key)) problems.push(`tools/regexps/accepted.ts: ${key} stands nowhere any more.`);
mkdirSync(dirname(KEPT), { recursive: true });
writeFileSync(KEPT, JSON.stringify([...safe].filter((key) => found.has(key))));
for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error(
    'Write it in another way, or add it to tools/regexps/accepted.ts with the reason why it may stay.',
  );
  process.exitCode = 1;
}
