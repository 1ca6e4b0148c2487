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

/** A package, as rooms and the imports between them. */
interface House {
  readonly name: string;
  readonly rooms: readonly string[];
  readonly arrows: readonly Arrow[];
}

const housesOf = (tree: Tree): House[] =>
  [...Map.groupBy(parsed(tree.packages), ({ path }) => placeOf(path).name)]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, files]) => ({
      name,
      rooms: [...new Set(files.map(({ path }) => roomOf(path)))],
      arrows: files.flatMap(arrowsOf),
    }));

/** Rooms in a circle, imports against the order of rooms, and rooms that the order leaves out. */
export function roomFaults(
  tree: Tree,
  /** The rooms of each package, from the lowest up. */
  orders: Readonly<Record<string, readonly string[]>>,
): Metric[] {
  const houses = housesOf(tree);
  const circles = houses.flatMap(({ rooms, arrows }) => {
    const below = reached(rooms, arrows);
    return rooms
      .filter((room) => below.get(room)?.has(room))
      .map((room) => circleThrough(room, arrows));
  });
  return [
    counted('rooms in a circle', circles),
    counted(
      'imports from a room to one above it',
      houses.flatMap((house) => importsUp(house, orders[house.name] ?? [])),
    ),
    counted(
      'rooms without a place in the order',
      houses.flatMap(({ name, rooms }) =>
        rooms
          .filter((room) => !room.includes('.') && !orders[name]?.includes(room))
          .map((room) => `packages/${name}/src/${room}: add it to ORDER in tools/structure`),
      ),
    ),
  ];
}

/** The imports of a room that lead to a higher room, directly or through files beside the rooms. */
function importsUp({ rooms, arrows }: House, order: readonly string[]): string[] {
  const beside = arrows.filter(({ from }) => !order.includes(from));
  const behind = reached(rooms, beside);
  return arrows
    .filter(({ from }) => order.includes(from))
    .filter(({ from, to }) =>
      [to, ...(order.includes(to) ? [] : (behind.get(to) ?? []))].some(
        (room) => order.indexOf(room) > order.indexOf(from),
      ),
    )
    .map(({ place }) => place);
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
