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

/** A frame around rows, such as what one party runs. */
export interface Zone {
  readonly title: string;
  readonly from: number;
  readonly to: number;
}

export interface Picture {
  /** Read by screen readers. */
  readonly title: string;
  /** Between two columns, in pixels: wide enough for the labels that stand there. */
  readonly gap: number;
  readonly zones: readonly Zone[];
  readonly boxes: Readonly<Record<string, Box>>;
  readonly arrows: readonly Arrow[];
}

const BOX = { width: 196, height: 78 };
const ROW_GAP = 92;
const MARGIN = { x: 36, top: 62, bottom: 34 };

/** The most letters in a line of a label. */
const LONGEST_LABEL = 15;

const STYLE = `
    svg { color-scheme: light dark; }
    .page { fill: #ffffff; } .zone { fill: #f4f6f8; stroke: #b6c0ca; } .box { fill: #ffffff; stroke: #3d5a80; }
    .line { stroke: #3d5a80; fill: none; } .head { fill: #3d5a80; } text { fill: #17212b; font: 14px system-ui, sans-serif; }
    .title { font-weight: 600; font-size: 16px; } .name { fill: #4a5866; }
    @media (prefers-color-scheme: dark) {
      .page { fill: #14181d; } .zone { fill: #1c2229; stroke: #46525f; } .box { fill: #232b34; stroke: #8fb3dd; }
      .line { stroke: #8fb3dd; } .head { fill: #8fb3dd; } text { fill: #e8edf2; } .name { fill: #b4c0cc; }
    }`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const topOfRow = (row: number): number => MARGIN.top + row * (BOX.height + ROW_GAP);

/** A box with the place of its left upper corner. */
interface Placed extends Box {
  readonly x: number;
  readonly y: number;
}

const placedIn =
  ({ gap }: Picture) =>
  (box: Box): Placed => ({
    ...box,
    x: MARGIN.x + box.column * (BOX.width + gap),
    y: topOfRow(box.row),
  });

const text = (kind: string, x: number, y: number, words: string, anchor = 'middle'): string =>
  `<text class="${kind}" x="${x}" y="${y}" text-anchor="${anchor}">${escaped(words)}</text>`;

function drawBox({ x, y, title, lines }: Placed): string {
  const middle = x + BOX.width / 2;
  const first = y + BOX.height / 2 + 5 - lines.length * 9;
  return [
    `<rect class="box" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8"/>`,
    text('title', middle, first, title),
    ...lines.map((line, index) => text('label', middle, first + 18 * (index + 1), line)),
  ].join('\n  ');
}

/** The lines of a label, none longer than what fits between two columns. */
function wrapped(label: string): readonly string[] {
  const lines: string[] = [''];
  for (const word of label.split(' ')) {
    const line = `${lines.at(-1)} ${word}`.trim();
    if (line.length > LONGEST_LABEL && lines.at(-1) !== '') lines.push(word);
    else lines[lines.length - 1] = line;
  }
  return lines;
}

function drawAcross(from: Placed, to: Placed, label: string): string {
  const isRight = to.x > from.x;
  const y = from.y + BOX.height / 2;
  const start = isRight ? from.x + BOX.width : from.x;
  const end = isRight ? to.x - 2 : to.x + BOX.width + 2;
  const lines = wrapped(label);
  const first = y - 8 - (lines.length - 1) * 16;
  return [
    `<path class="line" marker-end="url(#head)" d="M${start} ${y}H${end}"/>`,
    ...lines.map((line, index) => text('label', (start + end) / 2, first + index * 16, line)),
  ].join('\n  ');
}

/** @param shift From the middle of the box, where an arrow in the other direction stands beside it. */
function drawDown(from: Placed, to: Placed, label: string, shift: number): string {
  const isDown = to.y > from.y;
  const x = from.x + BOX.width / 2 + shift;
  const start = isDown ? from.y + BOX.height : from.y;
  const end = isDown ? to.y - 2 : to.y + BOX.height + 2;
  const lines = wrapped(label);
  const first = (start + end) / 2 + 5 - (lines.length - 1) * 8;
  const side = shift < 0 ? -8 : 8;
  const anchor = shift < 0 ? 'end' : 'start';
  return [
    `<path class="line" marker-end="url(#head)" d="M${x} ${start}V${end}"/>`,
    ...lines.map((line, index) => text('label', x + side, first + index * 16, line, anchor)),
  ].join('\n  ');
}

function drawArrow(picture: Picture, { from, to, label }: Arrow): string {
  const { boxes, arrows } = picture;
  const [box, other] = [boxes[from], boxes[to]];
  if (!box || !other)
    throw new Error(`An arrow leads from ${from} to ${to}, and one of them is not a box.`);
  const [start, end] = [box, other].map(placedIn(picture)) as [Placed, Placed];
  if (start.row === end.row) return drawAcross(start, end, label);
  if (start.column !== end.column)
    throw new Error(`The boxes ${from} and ${to} are neither in one row nor in one column.`);
  const isDouble = arrows.some((arrow) => arrow.from === to && arrow.to === from);
  return drawDown(start, end, label, isDouble ? (start.row < end.row ? 10 : -10) : 0);
}

/** The SVG of a picture. @throws {Error} when an arrow leads to no box, or across the grid. */
export function draw(picture: Picture): string {
  const { title, gap, zones, boxes, arrows } = picture;
  const all = Object.values(boxes).map(placedIn(picture));
  const columns = Math.max(...all.map(({ column }) => column)) + 1;
  const rows = Math.max(...all.map(({ row }) => row)) + 1;
  const width = 2 * MARGIN.x + columns * BOX.width + (columns - 1) * gap;
  const height = MARGIN.top + rows * BOX.height + (rows - 1) * ROW_GAP + MARGIN.bottom;
  const zone = ({ title: name, from, to }: Zone): string => {
    const y = topOfRow(from) - 40;
    const down = topOfRow(to) + BOX.height + 20 - y;
    return [
      `<rect class="zone" x="14" y="${y}" width="${width - 28}" height="${down}" rx="12" stroke-dasharray="5 4"/>`,
      text('name', 28, y + 24, name, 'start'),
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
