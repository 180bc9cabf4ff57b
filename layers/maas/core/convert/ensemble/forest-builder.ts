import { LIMITS } from '../../../contract/limits.ts';
import { refuse } from '../faults/conversion-error.ts';
import { type Reading, READINGS } from './reading.ts';
import { type Pending, requireFinite, requireTree } from './require-tree.ts';
import { doubles, integers, octets } from './growing-array.ts';
import type { Forest, ReadColumn, Split, TreeNodes } from './forest.ts';

/** ONNX's numbers for what a split asks. */
const MODES = { atMost: 0, below: 1, isIn: 6 } as const;

const NONE = -1;

/** Collects trees, each walked from its root: what cannot be reached is left out. */
export class ForestBuilder {
  readonly #columns: number;
  readonly #readings: ReadColumn[] = [];
  readonly #places = new Map<number, number>();
  readonly #roots = integers();
  readonly #nodeColumns = integers();
  readonly #modes = octets();
  readonly #thresholds = doubles();
  readonly #missingTrue = octets();
  readonly #whenTrue = integers();
  readonly #isTrueLeaf = octets();
  readonly #whenFalse = integers();
  readonly #isFalseLeaf = octets();
  readonly #members = doubles();
  readonly #leafValues = doubles();
  readonly #leafOutputs = integers();

  /** @param columns how many there are */
  constructor(columns: number) {
    this.#columns = columns;
  }

  /** A tree of one leaf, for what is added to each sum from the start. */
  addConstant(output: number, value: number): void {
    if (value !== 0) this.#addLeafRoot(this.#addLeaf(output, value));
  }

  /** @throws RejectionError NOT_CONVERTIBLE where the nodes are no tree */
  addTree(name: string, output: number, nodes: TreeNodes): void {
    const rootValue = nodes.leafValue(nodes.root);
    if (rootValue !== undefined) {
      this.#addLeafRoot(this.#addLeaf(output, rootValue));
      return;
    }
    this.#roots.push(this.#nodeColumns.length);
    const seen = new Uint8Array(nodes.count);
    const pending: Pending[] = [{ node: nodes.root, parent: NONE, isTrue: false, depth: 1 }];
    for (let next = pending.pop(); next; next = pending.pop()) {
      const { node, depth } = next;
      requireTree(name, nodes, seen, next);
      seen[node] = 1;
      const value = nodes.leafValue(node);
      if (value !== undefined) {
        this.#link(next, this.#addLeaf(output, requireFinite(name, node, value)), true);
        continue;
      }
      const split = nodes.readSplit(node);
      const place = this.#addSplit(name, node, split);
      this.#link(next, place, false);
      pending.push({ node: split.whenFalse, parent: place, isTrue: false, depth: depth + 1 });
      pending.push({ node: split.whenTrue, parent: place, isTrue: true, depth: depth + 1 });
    }
  }

  build(): Forest {
    if (this.#roots.length === 0) this.#addLeafRoot(this.#addLeaf(0, 0)); // it takes no fewer
    return {
      readings: this.#readings,
      roots: this.#roots.view(),
      columns: this.#nodeColumns.view(),
      modes: this.#modes.view(),
      thresholds: this.#thresholds.view(),
      missingTrue: this.#missingTrue.view(),
      whenTrue: this.#whenTrue.view(),
      isTrueLeaf: this.#isTrueLeaf.view(),
      whenFalse: this.#whenFalse.view(),
      isFalseLeaf: this.#isFalseLeaf.view(),
      members: this.#members.view(),
      leafValues: this.#leafValues.view(),
      leafOutputs: this.#leafOutputs.view(),
    };
  }

  /** TreeEnsemble has splits for roots: one whose both sides are the same leaf is that leaf. */
  #addLeafRoot(leaf: number): void {
    this.#roots.push(this.#nodeColumns.length);
    this.#addNode(this.#readingOf(0, 'plain'), MODES.atMost, 0, false);
    const place = this.#nodeColumns.length - 1;
    this.#link({ parent: place, isTrue: true }, leaf, true);
    this.#link({ parent: place, isTrue: false }, leaf, true);
  }

  #addLeaf(output: number, value: number): number {
    this.#leafValues.push(value);
    this.#leafOutputs.push(output);
    return this.#leafValues.length - 1;
  }

  #addSplit(name: string, node: number, split: Split): number {
    const { column, reading, mode, threshold, members, isMissingTrue } = split;
    if (!Number.isInteger(column) || column < 0 || column >= this.#columns) {
      refuse(
        `${name} splits its node ${node} by column ${column}, and the model has ` +
          `${this.#columns}`,
        'save the model again',
      );
    }
    if (Number.isNaN(threshold)) {
      refuse(`${name} splits its node ${node} at NaN`, 'save the model again');
    }
    const place = this.#readingOf(column, reading);
    if (members === undefined || members.length === 0) {
      // No row is in an empty set, nor below -Infinity; a missing value goes where it would.
      const isEmpty = members !== undefined;
      const asked = isEmpty ? MODES.below : MODES[mode];
      return this.#addNode(place, asked, isEmpty ? -Infinity : threshold, isMissingTrue);
    }
    this.#addMembers(members);
    return this.#addNode(place, MODES[mode], 0, isMissingTrue);
  }

  #addMembers(members: ArrayLike<number>): void {
    if (this.#members.length + members.length > LIMITS.ensembleMembers) {
      refuse(
        `its splits name more categories than the limit of ${LIMITS.ensembleMembers}`,
        'train fewer trees, or with fewer categories (max_cat_threshold)',
        'TOO_LARGE',
      );
    }
    for (const member of Array.from(members)) this.#members.push(member);
    this.#members.push(NaN);
  }

  #addNode(column: number, mode: number, threshold: number, isMissingTrue: boolean): number {
    this.#nodeColumns.push(column);
    this.#modes.push(mode);
    this.#thresholds.push(threshold);
    this.#missingTrue.push(isMissingTrue ? 1 : 0);
    for (const array of [this.#whenTrue, this.#isTrueLeaf, this.#whenFalse, this.#isFalseLeaf]) {
      array.push(0);
    }
    if (this.#nodeColumns.length > LIMITS.ensembleNodes) {
      refuse(
        `it has more splits than the limit of ${LIMITS.ensembleNodes}`,
        'train fewer or smaller trees',
        'TOO_LARGE',
      );
    }
    return this.#nodeColumns.length - 1;
  }

  #link({ parent, isTrue }: Pick<Pending, 'parent' | 'isTrue'>, to: number, isLeaf: boolean): void {
    if (parent === NONE) return;
    (isTrue ? this.#whenTrue : this.#whenFalse).set(parent, to);
    (isTrue ? this.#isTrueLeaf : this.#isFalseLeaf).set(parent, isLeaf ? 1 : 0);
  }

  #readingOf(column: number, reading: Reading): number {
    const key = column * READINGS.length + READINGS.indexOf(reading);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#readings.push({ column, reading });
    this.#places.set(key, this.#readings.length - 1);
    return this.#readings.length - 1;
  }
}
