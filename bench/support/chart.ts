import { computer } from './computer.ts';
import type { Bar, Chart } from './report.ts';
import { figure } from './stats.ts';

const WIDTH = 760;
const LABELS = 270;
const FIGURES = 90;
const ROW = 30;
const TOP = 48;

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (char) => `&#${char.codePointAt(0)};`);

/** A bar chart as SVG. It follows the reader's light or dark mode, and is self-contained. */
export function toSvg({ title, unit, bars }: Chart): string {
  const most = Math.max(...bars.flatMap(({ value, high = 0 }) => [value, high]));
  const x = (value: number) =>
    Number((LABELS + (value / most) * (WIDTH - LABELS - FIGURES)).toFixed(1));
  const row = ({ label, value, low, high, isProduct }: Bar, index: number): string => {
    const y = TOP + index * ROW;
    const end = Math.max(x(value), x(high ?? 0));
    const whisker =
      low === undefined || high === undefined
        ? ''
        : `<path class="spread" d="M${x(low)} ${y + 11}H${x(high)}M${x(low)} ${y + 7}v8M${x(high)} ${y + 7}v8"/>`;
    return [
      `<text class="label" x="${LABELS - 10}" y="${y + 15}" text-anchor="end">${escaped(label)}</text>`,
      `<rect class="${isProduct ? 'ours' : 'theirs'}" x="${LABELS}" y="${y + 2}" width="${Math.max(2, x(value) - LABELS).toFixed(1)}" height="18" rx="3"/>`,
      whisker,
      `<text class="figure" x="${end + 8}" y="${y + 15}">${figure(value)}</text>`,
    ].join('');
  };
  const foot = TOP + bars.length * ROW + 20;
  const height = foot + 12;
  const { cpu, cores, node } = computer();
  const where = `${cpu}, ${cores} cores, Node ${node}, ${new Date().toISOString().slice(0, 10)}`;
  const summary = bars.map(({ label, value }) => `${label}: ${figure(value)}`).join('; ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title summary">
<title id="title">${escaped(title)}</title>
<desc id="summary">${escaped(`${unit}. ${summary}. Measured on ${where}.`)}</desc>
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600; font-size: 15px }
.unit { fill: #59636e }
.where { fill: #59636e; font-size: 11px }
.ours { fill: #0969da }
.theirs { fill: #9aa4af }
.spread { stroke: #1f2328; stroke-width: 1.5; fill: none }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.unit, .where { fill: #9198a1 }
.ours { fill: #4493f8 }
.theirs { fill: #656d76 }
.spread { stroke: #e6edf3 }
}
</style>
<text class="title" x="10" y="24">${escaped(title)} <tspan class="unit" font-weight="400">${escaped(unit)}</tspan></text>
${bars.map(row).join('\n')}
<text class="where" x="10" y="${foot}">${escaped(where)}</text>
</svg>
`;
}
