import { counted, type Metric } from '../metric.ts';
import { importedPath, lineAt, type ParsedFile, parsed, placeOf, type Tree } from '../tree.ts';

/** An import from one room to another. A room is a folder in `src`, or a file beside the folders. */
interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly place: string;
}

const roomOf = (path: string): string => placeOf(path).inside.split('/')[0] ?? '';

function arrowsOf(file: ParsedFile): Arrow[] {
  const { staticImports, staticExports, dynamicImports } = file.syntax.module;
  const requests = [
    ...staticImports.map(({ moduleRequest }) => moduleRequest),
    ...staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest ?? []),
    ),
    ...dynamicImports.map(({ moduleRequest: { start, end } }) => ({
      value: file.text.slice(start + 1, end - 1),
      start,
    })),
  ];
  return requests.flatMap(({ value, start }) => {
    const path = importedPath(file.path, value);
    if (path === null || roomOf(path) === roomOf(file.path)) return [];
    const place = `${file.path}:${lineAt(file.text, start)} ${roomOf(file.path)} → ${roomOf(path)}`;
    return [{ from: roomOf(file.path), to: roomOf(path), place }];
  });
}

/** The rooms that each room imports, directly or through others. */
function reached(rooms: readonly string[], arrows: readonly Arrow[]): Map<string, Set<string>> {
  return new Map(
    rooms.map((room) => {
      const seen = new Set<string>();
      const open = [room];
      for (let next = open.pop(); next !== undefined; next = open.pop())
        for (const { to } of arrows.filter(({ from }) => from === next))
          if (!seen.has(to)) {
            seen.add(to);
            open.push(to);
          }
      return [room, seen];
    }),
  );
}

/** The longest way down through the rooms. Its length is the number of floors. Imports in a circle do not count. */
function longestWay(arrows: readonly Arrow[], rooms: readonly string[]): string[] {
  const below = reached(rooms, arrows);
  const known = new Map<string, string[]>();
  const wayFrom = (room: string): string[] => {
    const before = known.get(room);
    if (before) return before;
    known.set(room, [room]);
    const ways = arrows
      .filter(({ from, to }) => from === room && !below.get(to)?.has(room))
      .map(({ to }) => wayFrom(to));
    const way = [room, ...ways.reduce((a, b) => (b.length > a.length ? b : a), [])];
    known.set(room, way);
    return way;
  };
  return rooms.map(wayFrom).reduce((a, b) => (b.length > a.length ? b : a), []);
}

/** Floors and circles of each package, and imports against the declared order of rooms. */
export function roomMetrics(
  tree: Tree,
  limits: {
    readonly floors: number;
    readonly roomsInCircles: number;
    readonly importsUp: number;
  },
  /** The rooms of each package, from the lowest up. Files beside the folders are above all rooms. */
  orders: Readonly<Record<string, readonly string[]>>,
): Metric[] {
  const files = parsed(tree.packages);
  const names = [...new Set(files.map(({ path }) => placeOf(path).name))].sort();
  const up: string[] = [];
  const metrics = names.flatMap((name) => {
    const own = files.filter(({ path }) => placeOf(path).name === name);
    const rooms = [...new Set(own.map(({ path }) => roomOf(path)))];
    const arrows = own.flatMap(arrowsOf);
    const below = reached(rooms, arrows);
    const order = orders[name];
    if (order) up.push(...arrows.filter((arrow) => isUp(arrow, order)).map(({ place }) => place));
    const way = longestWay(arrows, rooms);
    return [
      {
        name: `floors of ${name}`,
        value: way.length,
        limit: limits.floors,
        places: [way.join(' → ')],
      },
      counted(
        `rooms of ${name} in a circle`,
        limits.roomsInCircles,
        rooms
          .filter((room) => below.get(room)?.has(room))
          .map((room) => circleThrough(room, arrows)),
      ),
    ];
  });
  return [...metrics, counted('imports from a room to one above it', limits.importsUp, up)];
}

function isUp({ from, to }: Arrow, order: readonly string[]): boolean {
  const level = (room: string) => (order.includes(room) ? order.indexOf(room) : order.length);
  return level(to) > level(from);
}

/** The shortest circle through a room, as a list of imports. */
function circleThrough(room: string, arrows: readonly Arrow[]): string {
  const seen = new Set<string>();
  let ways: Arrow[][] = [[]];
  while (ways.length > 0) {
    ways = ways.flatMap((way) => {
      const at = way.at(-1)?.to ?? room;
      return arrows.filter(({ from }) => from === at).map((arrow) => [...way, arrow]);
    });
    const circle = ways.find((way) => way.at(-1)?.to === room);
    if (circle) return circle.map(({ place }) => place).join(', ');
    ways = ways.filter((way) => {
      const end = way.at(-1)?.to ?? room;
      return !seen.has(end) && seen.add(end);
    });
  }
  return '';
}
