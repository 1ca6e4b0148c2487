import type { World } from './world.ts';

/** Everything that has happened in a world, in order of time: to read why a plan went wrong. */
export function told(world: World): string {
  const { began } = world;
  const lines: [number, string][] = [];
  for (const { at, what, logins } of world.acts) lines.push([at, `person    ${what} (${logins})`]);
  for (const { at, method, end, status, isStale, process } of world.mx.sent)
    lines.push([
      at,
      `process ${process} ${method} ${end || 'member'} ${status}${isStale ? ' stale' : ''}`,
    ]);
  for (const moments of world.mx.moments.values())
    for (const { at, shown } of moments)
      lines.push([
        at,
        `bank      ${shown.status} ${shown.isBeingAggregated ? 'at work' : 'idle'} ${shown.errorCode ?? ''}`,
      ]);
  for (const { at, view } of world.views) {
    const { outcome } = view;
    const end = outcome?.outcome === 'failed' ? outcome.reason : outcome?.outcome;
    lines.push([at, `view      ${view.state} ${view.rule} ${view.needs ?? ''} ${end ?? ''}`]);
  }
  for (const at of world.hints) lines.push([at, 'hint']);
  for (const [index, at] of world.restarts.entries())
    lines.push([
      at,
      index % 2 === 0 ? `death     ${world.deaths[index / 2] ?? ''}` : 'the next process',
    ]);
  return lines
    .sort(([a], [b]) => a - b)
    .map(([at, text]) => `${String(at - began).padStart(9)} ${text.trimEnd()}`)
    .join('\n');
}
