import type { GraphValue, Maker } from './graph-scope.ts';
import { readScalar } from './read-scalar.ts';

/** Operators that hand on the same numbers, in another shape or type. */
const SAME = [
  'Identity',
  'Cast',
  'CastLike',
  'Reshape',
  'Squeeze',
  'Unsqueeze',
  'Flatten',
  'Expand',
  'QuantizeLinear',
  'DequantizeLinear',
  'Dropout',
  'Clip',
];
/** Operators that give nothing below 0. */
const POSITIVE = ['Exp', 'Softplus', 'Relu', 'Abs', 'Sigmoid', 'Softmax', 'HardSigmoid'];
const SUMS = ['ReduceSum', 'ReduceL1'];
const STEPS = 50;

/** The operator that a value's numbers come from. */
export function findOrigin(value: GraphValue): Maker | undefined {
  const { name, scope } = followSame(value);
  return scope.findMaker(name);
}

/** Tells whether two values are of the same numbers. */
export function isOrigin(one: GraphValue, other: GraphValue): boolean {
  const [a, b] = [followSame(one), followSame(other)];
  return a.name === b.name && a.scope === b.scope;
}

/** Tells whether `sum` adds up what `whole` holds, none of it below 0. */
export function isSumOf(sum: GraphValue, whole: GraphValue): boolean {
  const origin = findOrigin(sum);
  if (!origin || !isPositive(whole)) return false;
  if (['Max', 'Add'].includes(origin.node.opType)) {
    // an epsilon against a division by zero
    return origin.node.input.some((name) => isPlainSumOf({ name, scope: origin.scope }, whole));
  }
  return isPlainSumOf(sum, whole);
}

function isPlainSumOf(sum: GraphValue, whole: GraphValue): boolean {
  const origin = findOrigin(sum);
  return (
    origin !== undefined &&
    SUMS.includes(origin.node.opType) &&
    isOrigin({ name: origin.node.input[0] ?? '', scope: origin.scope }, whole)
  );
}

/** Tells whether a value is `1 + exp(…)`, below the 1, or below the same `exp(…)`, of a sigmoid. */
export function isOnePlusExp(sum: GraphValue, above?: GraphValue): boolean {
  const origin = findOrigin(sum);
  if (origin?.node.opType !== 'Add') return false;
  const terms = origin.node.input.map((name): GraphValue => ({ name, scope: origin.scope }));
  const exp = terms.find((term) => findOrigin(term)?.node.opType === 'Exp');
  if (!exp || !terms.some((term) => readScalar(term) === 1)) return false;
  return above === undefined || readScalar(above) === 1 || isOrigin(above, exp);
}

/** Tells whether a norm makes its input, none of it below 0, add up to 1. */
export function isNormalised({ node, scope }: Maker): boolean {
  const isOfSums =
    node.opType === 'Normalizer'
      ? new TextDecoder().decode(scope.findAttribute(node, 'norm')?.s) === 'L1'
      : scope.findAttribute(node, 'p')?.i === 1n;
  return isOfSums && isPositive({ name: node.input[0] ?? '', scope });
}

function isPositive(value: GraphValue): boolean {
  return POSITIVE.includes(findOrigin(value)?.node.opType ?? '');
}

function followSame(value: GraphValue): GraphValue {
  let { name, scope } = value;
  for (let step = 0; step < STEPS; step++) {
    const maker = scope.findMaker(name);
    if (!maker) return { name, scope };
    ({ scope } = maker);
    name = maker.node.output[maker.output] ?? '';
    if (!SAME.includes(maker.node.opType)) return { name, scope };
    name = maker.node.input[0] ?? '';
  }
  return { name, scope };
}
