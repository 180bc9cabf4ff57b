import type { ModelProto } from './generated/onnx_pb.js';
import { GraphScope, type GraphValue, type Maker } from './graph-scope.ts';
import type { OutputFunction, OutputFunctions } from './output-functions.ts';
import { findOrigin, isNormalised, isOnePlusExp, isOrigin, isSumOf } from './output-patterns.ts';
import { readScalar } from './read-scalar.ts';

/** Since this version of ONNX's operators, Softmax runs over the last axis where it names none. */
const LAST_AXIS_OPSET = 13;

/** Values that are looked at for one output; a graph could have them join without end. */
const MOST_VISITS = 10_000;
const MOST_DEPTH = 200;

/** Operators that leave a probability where it is. */
const PASSING = [
  'Identity',
  'Cast',
  'CastLike',
  'Dropout',
  'Clip',
  'QuantizeLinear',
  'DequantizeLinear',
];
/** Operators that move, pick or average probabilities. */
const MOVING = [
  'Reshape',
  'Squeeze',
  'Unsqueeze',
  'Flatten',
  'Slice',
  'Gather',
  'GatherElements',
  'GatherND',
  'Split',
  'Expand',
  'Tile',
  'TopK',
  'ArrayFeatureExtractor',
  'ReduceMean',
  'ReduceMax',
  'ReduceMin',
  'GlobalAveragePool',
  'AveragePool',
];

/**
 * Which outputs of a model are probabilities or their logarithms already; those of logits and of
 * other numbers are left out.
 */
export function findOutputFunctions(model: ModelProto): OutputFunctions {
  const scope = GraphScope.of(model);
  return Object.fromEntries(
    (model.graph?.output ?? []).flatMap(({ name }) => {
      const found = new FunctionReader().read({ name, scope }, MOST_DEPTH);
      return found ? [[name, found]] : [];
    }),
  );
}

type Found = OutputFunction | undefined;

class FunctionReader {
  #visits = 0;

  read({ name, scope }: GraphValue, depth: number): Found {
    const maker = scope.findMaker(name);
    if (!maker || depth === 0 || ++this.#visits > MOST_VISITS) return undefined;
    return this.#readNode(maker, depth - 1);
  }

  #readNode(maker: Maker, depth: number): Found {
    const {
      node: { opType, input },
      scope,
    } = maker;
    const read = (index: number): Found => this.read({ name: input[index] ?? '', scope }, depth);
    if (PASSING.includes(opType)) return read(0);
    if (MOVING.includes(opType)) return withoutAxis(read(0));
    switch (opType) {
      case 'Softmax':
      case 'QLinearSoftmax':
      case 'BiasSoftmax':
        return { name: 'softmax', axis: readAxis(maker) };
      case 'LogSoftmax':
        return { name: 'log-softmax', axis: readAxis(maker) };
      case 'Sigmoid':
      case 'QLinearSigmoid':
      case 'HardSigmoid':
        return { name: 'sigmoid' };
      case 'Transpose':
        return transpose(maker, read(0));
      case 'Concat':
      case 'Mean':
      case 'Max':
      case 'Min':
        return join(input.map((_, index) => read(index)));
      case 'Log':
        return toLog(read(0));
      case 'Exp':
        return fromLog(read(0));
      case 'Sub':
        return this.#readDifference(maker, depth);
      case 'Neg':
        return findMaker(maker, 0)?.node.opType === 'Softplus'
          ? { name: 'log-sigmoid' }
          : undefined;
      case 'Div':
      case 'Mul':
        return this.#readProduct(maker, depth);
      case 'Reciprocal':
        return isOnePlusExp(toInput(maker, 0)) ? { name: 'sigmoid' } : undefined;
      case 'LpNormalization':
      case 'Normalizer':
        return isNormalised(maker) ? { name: 'softmax' } : undefined;
      case 'If':
        return join(
          ['then_branch', 'else_branch'].map((name) => this.#readBranch(maker, name, depth)),
        );
      default:
        return readTransform(maker);
    }
  }

  #readBranch({ node, scope, output }: Maker, name: string, depth: number): Found {
    const graph = scope.findAttribute(node, name)?.g;
    return (
      graph &&
      this.read({ name: graph.output[output]?.name ?? '', scope: scope.branch(graph) }, depth)
    );
  }

  /** `1 - p`, or a logarithm's `x - log(sum(exp(x)))`. */
  #readDifference(maker: Maker, depth: number): Found {
    const [left, right] = [toInput(maker, 0), toInput(maker, 1)];
    if (readScalar(left) === 1) {
      const { name } = this.read(right, depth) ?? {};
      return name === 'softmax' || name === 'sigmoid' ? { name: 'sigmoid' } : undefined;
    }
    const other = findOrigin(right);
    if (other?.node.opType === 'ReduceLogSumExp') {
      return isOrigin(toInput(other, 0), left) ? { name: 'log-softmax' } : undefined;
    }
    const sum = other?.node.opType === 'Log' ? findOrigin(toInput(other, 0)) : undefined;
    const exp = sum?.node.opType === 'ReduceSum' ? findOrigin(toInput(sum, 0)) : undefined;
    return exp?.node.opType === 'Exp' && isOrigin(toInput(exp, 0), left)
      ? { name: 'log-softmax' }
      : undefined;
  }

  /** Softmax and sigmoid written out, and the mean of several. */
  #readProduct(maker: Maker, depth: number): Found {
    const [left, right] = [toInput(maker, 0), toInput(maker, 1)];
    const isDivision = maker.node.opType === 'Div';
    const inverse = isDivision ? right : (findInverse(right) ?? findInverse(left));
    const whole = isDivision || findInverse(right) ? left : right;
    if (inverse && isSumOf(inverse, whole)) return { name: 'softmax' };
    if (inverse && isOnePlusExp(inverse, whole)) return { name: 'sigmoid' };
    const factor = readScalar(right) ?? (isDivision ? undefined : readScalar(left));
    if (factor === undefined) return undefined;
    const share = isDivision ? 1 / factor : factor;
    return this.#readMean(readScalar(right) === undefined ? right : left, share, depth);
  }

  #readMean(value: GraphValue, share: number, depth: number): Found {
    const terms = findTerms(value);
    return Math.abs(share * terms.length - 1) < 1e-4
      ? join(terms.map((term) => this.read(term, depth)))
      : undefined;
  }
}

function toInput({ node, scope }: Maker, index: number): GraphValue {
  return { name: node.input[index] ?? '', scope };
}

function findMaker(maker: Maker, index: number): Maker | undefined {
  const { name, scope } = toInput(maker, index);
  return scope.findMaker(name);
}

/** Finds the operand of a `Reciprocal`. */
function findInverse(value: GraphValue): GraphValue | undefined {
  const origin = findOrigin(value);
  return origin?.node.opType === 'Reciprocal' ? toInput(origin, 0) : undefined;
}

/** Lists the terms of a chain of additions. */
function findTerms(value: GraphValue): GraphValue[] {
  const terms: GraphValue[] = [];
  const pending = [value];
  for (let next = pending.pop(); next && terms.length < MOST_DEPTH; next = pending.pop()) {
    const maker = next.scope.findMaker(next.name);
    if (maker && ['Add', 'Sum'].includes(maker.node.opType)) {
      pending.push(...maker.node.input.map((_, index) => toInput(maker, index)));
    } else terms.push(next);
  }
  return terms;
}

function readAxis({ node, scope }: Maker): number {
  const axis = scope.findAttribute(node, 'axis')?.i;
  return axis === undefined ? (scope.opset >= LAST_AXIS_OPSET ? -1 : 1) : Number(axis);
}

function transpose({ node, scope }: Maker, found: Found): Found {
  const order = scope.findAttribute(node, 'perm')?.ints.map(Number);
  if (found?.axis === undefined || !order) return withoutAxis(found);
  return {
    name: found.name,
    axis: order.indexOf(found.axis < 0 ? found.axis + order.length : found.axis),
  };
}

function withoutAxis(found: Found): Found {
  return found && { name: found.name };
}

/** Values of several kinds side by side are at least each between 0 and 1. */
function join(all: readonly Found[]): Found {
  const [first] = all;
  if (!first || all.some((found) => found === undefined)) return undefined;
  if (all.every((found) => found?.name === first.name)) {
    return all.every((found) => found?.axis === first.axis) ? first : withoutAxis(first);
  }
  return all.some((found) => found?.name.startsWith('log')) ? undefined : { name: 'sigmoid' };
}

function toLog(found: Found): Found {
  return found?.name === 'softmax' || found?.name === 'sigmoid'
    ? { ...found, name: `log-${found.name}` }
    : undefined;
}

function fromLog(found: Found): Found {
  if (found?.name === 'log-softmax') return { ...found, name: 'softmax' };
  return found?.name === 'log-sigmoid' ? { name: 'sigmoid' } : undefined;
}

/** Reads the function that `ai.onnx.ml`'s operators apply to their scores in the end. */
function readTransform({ node, scope, output }: Maker): Found {
  const { s } = scope.findAttribute(node, 'post_transform') ?? {};
  if (!s || output !== node.output.length - 1) return undefined;
  const transform = new TextDecoder().decode(s);
  return transform === 'SOFTMAX'
    ? { name: 'softmax' }
    : transform === 'LOGISTIC'
      ? { name: 'sigmoid' }
      : undefined;
}
