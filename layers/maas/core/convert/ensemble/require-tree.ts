import { LIMITS } from '../../../contract/limits.ts';
import { refuse } from '../faults/conversion-error.ts';
import type { TreeNodes } from './forest.ts';

/** A node that is still to be visited. */
export interface Pending {
  readonly node: number;
  readonly parent: number;
  readonly isTrue: boolean;
  readonly depth: number;
}

/** @throws RejectionError NOT_CONVERTIBLE, TOO_LARGE when the node is not of a tree, or too deep in it */
export function requireTree(
  name: string,
  nodes: TreeNodes,
  seen: Uint8Array,
  { node, depth }: Pending,
): void {
  const where = `${name} leads to node ${node}`;
  if (!Number.isInteger(node) || node < 0 || node >= nodes.count) {
    refuse(`${where}, and it has ${nodes.count}`, 'save the model again');
  }
  if (seen[node] === 1) refuse(`${where} twice, so it is not a tree`, 'save the model again');
  if (depth > LIMITS.treeDepth) {
    refuse(
      `${name} is deeper than the limit of ${LIMITS.treeDepth} splits`,
      'limit its depth where it is trained (max_depth)',
      'TOO_LARGE',
    );
  }
}

/** @throws RejectionError NOT_CONVERTIBLE */
export function requireFinite(name: string, node: number, value: number): number {
  if (Number.isNaN(value)) {
    refuse(`${name} has the value NaN in its leaf ${node}`, 'train the model again without it');
  }
  return value;
}
