import type { Reading } from './reading.ts';

/** A split's question to a column; `true` is where a row goes that says yes. */
export interface Split {
  readonly column: number;
  readonly reading: Reading;
  readonly mode: 'atMost' | 'below' | 'isIn';
  readonly threshold: number;
  /** The members that `isIn` asks for. */
  readonly members?: ArrayLike<number>;
  readonly isMissingTrue: boolean;
  readonly whenTrue: number;
  readonly whenFalse: number;
}

/** One tree as its file has it, by the numbers of its nodes. */
export interface TreeNodes {
  readonly count: number;
  readonly root: number;
  /** The value of a leaf; undefined for a split. */
  leafValue(node: number): number | undefined;
  readSplit(node: number): Split;
}

/** A column as trees read it, by its number among the columns of the file. */
export interface ReadColumn {
  readonly column: number;
  readonly reading: Reading;
}

/** The nodes of all trees, as `ai.onnx.ml`'s TreeEnsemble has them. */
export interface Forest {
  readonly readings: readonly ReadColumn[];
  readonly roots: Int32Array;
  readonly columns: Int32Array;
  readonly modes: Uint8Array;
  readonly thresholds: Float64Array;
  readonly missingTrue: Uint8Array;
  readonly whenTrue: Int32Array;
  readonly isTrueLeaf: Uint8Array;
  readonly whenFalse: Int32Array;
  readonly isFalseLeaf: Uint8Array;
  /** The sets of `isIn`, in the order of their nodes, each ended by NaN. */
  readonly members: Float64Array;
  readonly leafValues: Float64Array;
  readonly leafOutputs: Int32Array;
}
