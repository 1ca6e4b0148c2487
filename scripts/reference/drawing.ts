/** Draws boxes in a grid and arrows between them, as an SVG for light and dark. */

/** A box. `column` and `row` are its place in the grid. */
export interface Box {
  readonly column: number;
  readonly row: number;
  readonly title: string;
  readonly lines: readonly string[];
}

/** An arrow from a box to the box beside, below or above it. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** A frame around columns, such as a machine that one party runs. */
export interface Zone {
  readonly title: string;
  readonly from: number;
  readonly to: number;
}

export interface Picture {
  /** Read by screen readers. */
  readonly title: string;
  readonly zones: readonly Zone[];
  readonly boxes: Readonly<Record<string, Box>>;
  readonly arrows: readonly Arrow[];
}

const BOX = { width: 190, height: 66 };
const GAP = { x: 170, y: 62 };
const MARGIN = { x: 34, top: 58, bottom: 30 };

const STYLE = `
    svg { color-scheme: light dark; }
    .page { fill: #ffffff; } .zone { fill: #f4f6f8; stroke: #b6c0ca; } .box { fill: #ffffff; stroke: #3d5a80; }
    .line { stroke: #3d5a80; fill: none; } .head { fill: #3d5a80; } text { fill: #17212b; font: 12px system-ui, sans-serif; }
    .title { font-weight: 600; font-size: 13px; } .name { fill: #4a5866; font-size: 12px; } .label { font-size: 11px; }
    @media (prefers-color-scheme: dark) {
      .page { fill: #14181d; } .zone { fill: #1c2229; stroke: #46525f; } .box { fill: #232b34; stroke: #8fb3dd; }
      .line { stroke: #8fb3dd; } .head { fill: #8fb3dd; } text { fill: #e8edf2; } .name { fill: #b4c0cc; }
    }`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const leftOf = ({ column }: Box): number => MARGIN.x + column * (BOX.width + GAP.x);
const topOf = ({ row }: Box): number => MARGIN.top + row * (BOX.height + GAP.y);

const text = (kind: string, x: number, y: number, words: string, anchor = 'middle'): string =>
  `<text class="${kind}" x="${x}" y="${y}" text-anchor="${anchor}">${escaped(words)}</text>`;

function drawBox(box: Box): string {
  const [x, y] = [leftOf(box), topOf(box)];
  const middle = x + BOX.width / 2;
  const first = y + BOX.height / 2 + 5 - box.lines.length * 8;
  return [
    `<rect class="box" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8"/>`,
    text('title', middle, first, box.title),
    ...box.lines.map((line, index) => text('label', middle, first + 16 * (index + 1), line)),
  ].join('\n  ');
}

/** The lines of a label, none longer than what fits between two columns. */
function wrapped(label: string): readonly string[] {
  const lines: string[] = [''];
  for (const word of label.split(' ')) {
    const line = `${lines.at(-1)} ${word}`.trim();
    if (line.length > 24) lines.push(word);
    else lines[lines.length - 1] = line;
  }
  return lines;
}

function drawAcross(from: Box, to: Box, label: string, shift: number): string {
  const isRight = to.column > from.column;
  const y = topOf(from) + BOX.height / 2 + shift;
  const start = isRight ? leftOf(from) + BOX.width : leftOf(from);
  const end = isRight ? leftOf(to) - 2 : leftOf(to) + BOX.width + 2;
  const lines = wrapped(label);
  const first = shift > 0 ? y + 14 : y - 6 - (lines.length - 1) * 13;
  return [
    `<path class="line" marker-end="url(#head)" d="M${start} ${y}H${end}"/>`,
    ...lines.map((line, index) => text('label', (start + end) / 2, first + index * 13, line)),
  ].join('\n  ');
}

function drawDown(from: Box, to: Box, label: string, shift: number): string {
  const isDown = to.row > from.row;
  const x = leftOf(from) + BOX.width / 2 + shift;
  const start = isDown ? topOf(from) + BOX.height : topOf(from);
  const end = isDown ? topOf(to) - 2 : topOf(to) + BOX.height + 2;
  const lines = wrapped(label);
  const first = (start + end) / 2 + 4 - (lines.length - 1) * 6.5;
  return [
    `<path class="line" marker-end="url(#head)" d="M${x} ${start}V${end}"/>`,
    ...lines.map((line, index) => text('label', x + 8, first + index * 13, line, 'start')),
  ].join('\n  ');
}

function drawArrow({ boxes, arrows }: Picture, { from, to, label }: Arrow): string {
  const [one, other] = [boxes[from], boxes[to]];
  if (!one || !other) throw new Error(`An arrow leads from ${from} to ${to}, and one is no box.`);
  const isDouble = arrows.some((arrow) => arrow.from === to && arrow.to === from);
  if (one.row === other.row) {
    const shift = one.column < other.column ? -8 : 8;
    return drawAcross(one, other, label, isDouble ? shift : 0);
  }
  if (one.column !== other.column)
    throw new Error(`The boxes ${from} and ${to} are neither in one row nor in one column.`);
  return drawDown(one, other, label, isDouble ? (one.row < other.row ? 8 : -60) : 0);
}

/** The SVG of a picture. @throws {Error} when an arrow leads to no box, or across the grid. */
export function draw(picture: Picture): string {
  const { title, zones, boxes, arrows } = picture;
  const all = Object.values(boxes);
  const columns = Math.max(...all.map(({ column }) => column)) + 1;
  const rows = Math.max(...all.map(({ row }) => row)) + 1;
  const width = 2 * MARGIN.x + columns * BOX.width + (columns - 1) * GAP.x;
  const height = MARGIN.top + rows * BOX.height + (rows - 1) * GAP.y + MARGIN.bottom;
  const zone = ({ title: name, from, to }: Zone): string => {
    const x = MARGIN.x + from * (BOX.width + GAP.x) - 18;
    const across = (to - from) * (BOX.width + GAP.x) + BOX.width + 36;
    return [
      `<rect class="zone" x="${x}" y="14" width="${across}" height="${height - 28}" rx="12" stroke-dasharray="5 4"/>`,
      text('name', x + 14, 36, name, 'start'),
    ].join('\n  ');
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
  <title>${escaped(title)}</title>
  <style>${STYLE}
  </style>
  <defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>
  <rect class="page" width="${width}" height="${height}" rx="14"/>
  ${[...zones.map(zone), ...arrows.map((arrow) => drawArrow(picture, arrow)), ...all.map(drawBox)].join('\n  ')}
</svg>
`;
}
