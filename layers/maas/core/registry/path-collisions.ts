import { quote } from '../quote.ts';

/** One path of a bundle, and how the disks of all systems see it. */
interface Place {
  readonly path: string;
  readonly isFolder: boolean;
}

/**
 * The files of one bundle as a disk would hold them. A disk cannot have a file and a folder of one
 * name; those of macOS and Windows take names for the same that differ in case, in Unicode's
 * composed and decomposed forms, or in dots and blanks at their end.
 */
export class BundlePaths {
  readonly #places = new Map<string, Place>();

  /**
   * Adds a path that collides with none.
   * @returns what is wrong with it, and no place is taken; undefined when it was added
   */
  add(path: string): string | undefined {
    const fault = this.findCollision(path);
    if (fault === undefined) {
      for (const [key, place] of toPlaces(path)) this.#places.set(key, place);
    }
    return fault;
  }

  /** Says why a path cannot stand beside the others; undefined when it can. */
  findCollision(path: string): string | undefined {
    for (const [key, { path: name, isFolder }] of toPlaces(path)) {
      const other = this.#places.get(key);
      if (!other || (isFolder && other.isFolder)) continue;
      return describe({ path: name, isFolder }, other);
    }
    return undefined;
  }
}

/** The first collision among paths, as a sentence; undefined when there is none. */
export function findPathCollision(paths: Iterable<string>): string | undefined {
  const places = new BundlePaths();
  for (const path of paths) {
    const fault = places.add(path);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** A path's folders, the outermost first, and the file itself. */
function* toPlaces(path: string): Generator<[string, Place], void, undefined> {
  const names = path.split('/');
  for (const index of names.keys()) {
    const name = names.slice(0, index + 1).join('/');
    yield [fold(name), { path: name, isFolder: index < names.length - 1 }];
  }
}

function describe(one: Place, other: Place): string {
  if (one.path === other.path && one.isFolder !== other.isFolder) {
    return `The bundle has ${quote(one.path)} both as a file and as a folder; rename one of them.`;
  }
  if (one.path === other.path) {
    return `The bundle has the file ${quote(one.path)} twice; name each file once.`;
  }
  const both = `both ${quote(other.path)} and ${quote(one.path)}`;
  return (
    `The bundle has ${both}, which are one name on the disks of macOS or Windows (case, ` +
    'accents or a dot at the end); rename one of them.'
  );
}

/**
 * Equal for names that some disk takes for one. Upper case first: it writes out what lower case
 * leaves apart, as the German sharp s and the two small sigmas.
 */
function fold(path: string): string {
  return path
    .normalize('NFC')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFC')
    .replaceAll(/[. ]+(?=\/|$)/g, '');
}
