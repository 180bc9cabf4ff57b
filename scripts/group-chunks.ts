/** A file of esbuild's, when it has cut a program into as many as there are sets of users. */
export interface Chunk {
  readonly text: string;
  readonly exports: readonly string[];
  /** Files that are there before it runs. */
  readonly imports: readonly string[];
  /** Files that it asks for later, by `import()`. */
  readonly asks: readonly string[];
}
export type Chunks = ReadonlyMap<string, Chunk>;

/** Chunks that become one file, which has the name of the first. */
export type Group = readonly string[];

/** A file costs as much as so many bytes: it has a preamble, is found, checked and opened. */
const FILE_BYTES = 2048;
/** So much more may it cost, at most, to load what is asked for than if no chunks were joined. */
const MOST_IN_VAIN = 4096;

/**
 * Groups chunks to files: the program with all that it imports; what is asked for; and of what
 * several of these share, chunks with others that nearly the same share.
 * @param main the program
 */
export function groupChunks(main: string, chunks: Chunks): Group[] {
  const whole = listReachable(main, (file) => chunks.get(file)?.imports ?? []);
  const parts = [...chunks.keys()].filter((file) => !whole.has(file));
  const asked = new Set([...chunks.values()].flatMap(({ asks }) => asks));
  const shared = parts.filter((file) => !asked.has(file));
  let grouping = new Grouping([[...whole], ...parts.map((file) => [file])], chunks, asked);
  const apart = grouping.listCosts();
  for (const file of shared.sort((a, b) => countBytes([a], chunks) - countBytes([b], chunks))) {
    const best = grouping
      .listJoined(file, shared)
      .map((joined) => ({ joined, costs: joined.listCosts() }))
      .filter(({ costs }) => costs.every((cost, at) => cost <= (apart[at] ?? 0) + MOST_IN_VAIN))
      .filter(({ joined }) => !joined.hasCycle())
      .sort((a, b) => sum(a.costs) - sum(b.costs))[0];
    if (best && sum(best.costs) < sum(grouping.listCosts())) grouping = best.joined;
  }
  return [...grouping.groups];
}

class Grouping {
  readonly groups: readonly Group[];
  readonly #chunks: Chunks;
  readonly #groupOf: ReadonlyMap<string, Group>;
  readonly #asked: ReadonlySet<string>;
  readonly #reached = new Map<Group, ReadonlySet<Group>>();
  readonly #loaded = new Map<string, ReadonlySet<Group>>();

  /** @param groups the first is the program */
  constructor(groups: readonly Group[], chunks: Chunks, asked: ReadonlySet<string>) {
    this.groups = groups;
    this.#chunks = chunks;
    this.#asked = asked;
    this.#groupOf = new Map(groups.flatMap((group) => group.map((file) => [file, group] as const)));
  }

  /** The same, the file's group being part of another of these, by turns. */
  listJoined(file: string, others: readonly string[]): Grouping[] {
    const moved = this.#groupOf.get(file) ?? [];
    const targets = new Set(others.flatMap((other) => [this.#groupOf.get(other) ?? []]));
    targets.delete(moved);
    return [...targets].map(
      (target) =>
        new Grouping(
          this.groups.flatMap((group) =>
            group === moved ? [] : [group === target ? [...target, ...moved] : group],
          ),
          this.#chunks,
          this.#asked,
        ),
    );
  }

  /** What each that is asked for costs, with all that is there then but the program itself. */
  listCosts(): number[] {
    return [...this.#asked].map((file) => {
      const loaded = [...this.#listLoaded(file)];
      return countBytes(loaded.flat(), this.#chunks) + loaded.length * FILE_BYTES;
    });
  }

  /** Tells whether a file would wait for one that waits for it. */
  hasCycle(): boolean {
    return this.groups.some((group) =>
      this.#listImported(group).some((imported) => this.#listReached(imported).has(group)),
    );
  }

  /** What it imports, and what is there whoever asks for it. */
  #listLoaded(file: string): ReadonlySet<Group> {
    const known = this.#loaded.get(file);
    if (known) return known;
    const own = this.#groupOf.get(file) ?? [];
    const reached = this.#listReached(own);
    this.#loaded.set(file, reached); // for those who ask for each other
    const [first = [], ...others] = this.#listAskers(file).map((asker) =>
      this.#isProgram(asker) ? [] : [...this.#listLoaded(asker)],
    );
    const before = first.filter((group) => others.every((other) => other.includes(group)));
    const loaded = new Set([...reached, ...before]);
    this.#loaded.set(file, loaded);
    return loaded;
  }

  /** What is asked for, or the program, where something of it asks for the file. */
  #listAskers(file: string): string[] {
    const asks = (group: Group): boolean =>
      group.some((each) => this.#chunks.get(each)?.asks.includes(file));
    return this.groups.flatMap((group) => {
      const [head = ''] = group;
      const isRoot = this.#isProgram(head) || this.#asked.has(head);
      return isRoot && head !== file && [...this.#listReached(group)].some(asks) ? [head] : [];
    });
  }

  #isProgram(file: string): boolean {
    return this.groups[0]?.[0] === file;
  }

  #listReached(from: Group): ReadonlySet<Group> {
    const known = this.#reached.get(from);
    if (known) return known;
    const reached = listReachable(from, (group) => this.#listImported(group));
    this.#reached.set(from, reached);
    return reached;
  }

  #listImported(group: Group): Group[] {
    const imported = group
      .flatMap((file) => this.#chunks.get(file)?.imports ?? [])
      .map((file) => this.#groupOf.get(file) ?? []);
    return [...new Set(imported)].filter((other) => other !== group && other !== this.groups[0]);
  }
}

function countBytes(files: readonly string[], chunks: Chunks): number {
  return sum(files.map((file) => chunks.get(file)?.text.length ?? 0));
}

function listReachable<T>(from: T, next: (one: T) => readonly T[]): ReadonlySet<T> {
  const found = new Set([from]);
  for (const one of found) for (const each of next(one)) found.add(each);
  return found;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
