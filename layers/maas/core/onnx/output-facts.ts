import {
  type ClassLabels,
  readConstantLabels,
  readLabelAttributes,
  readMappedLabels,
} from './class-labels.ts';
import type { GraphProto, NodeProto } from './generated/onnx_pb.js';
import type { ModelHeader } from './model-header.ts';
import { findAttribute } from './read-attribute.ts';

/**
 * The role of an output, where the graph tells it: a class by its name, the position of the best
 * score, that score, the scores of a vote, or a regressor's numbers.
 */
export type OutputRole =
  'label' | 'argmax' | 'argmin' | 'max' | 'top-indices' | 'top-values' | 'pairs' | 'numbers';

export interface OutputFacts {
  readonly role?: OutputRole;
  /** Whose maximum, or whose maximum's position, it is: the value in the graph, before softmax. */
  readonly of?: string;
  /** The classes that its maker names, in the order of the scores. */
  readonly labels?: ClassLabels;
  /** The classes of each part, where it is put together of one label per tag. */
  readonly parts?: readonly (ClassLabels | null)[];
}

/** By the name of the output. */
export type GraphOutputs = Readonly<Record<string, OutputFacts>>;

/** Operators that pass values on as they are, or in another shape or type. */
const PASSING = ['Identity', 'Cast', 'Reshape', 'Squeeze', 'Unsqueeze', 'Flatten'];
const MONOTONE = ['Softmax', 'LogSoftmax', 'Sigmoid'];
const REGRESSORS = ['LinearRegressor', 'SVMRegressor', 'TreeEnsembleRegressor'];
const CLASSIFIERS = ['LinearClassifier', 'SVMClassifier', 'TreeEnsembleClassifier'];
/** A graph could join values without end. */
const MOST_STEPS = 32;

/**
 * Finds the facts that the graph states of the model's outputs.
 * @param columns the keys of the maps that were taken out, by output
 */
export function findOutputFacts(
  { model: { graph }, file }: ModelHeader,
  columns: ReadonlyMap<string, ClassLabels>,
): GraphOutputs {
  if (!graph) return {};
  const reader = new OutputReader(graph, file);
  return Object.fromEntries(
    graph.output.map(({ name }) => {
      const labels = columns.get(name);
      return [name, { ...reader.read(name, MOST_STEPS), ...(labels ? { labels } : {}) }];
    }),
  );
}

class OutputReader {
  readonly #graph: GraphProto;
  readonly #file: ModelHeader['file'];
  readonly #makers: ReadonlyMap<string, { readonly node: NodeProto; readonly index: number }>;

  constructor(graph: GraphProto, file: ModelHeader['file']) {
    this.#graph = graph;
    this.#file = file;
    this.#makers = new Map(
      graph.node.flatMap((node) =>
        node.output.map((name, index) => [name, { node, index }] as const),
      ),
    );
  }

  read(name: string, steps: number): OutputFacts {
    const { node, index } = this.#makers.get(name) ?? {};
    if (!node || index === undefined || steps === 0) return {};
    const next = (input: number): OutputFacts => this.read(node.input[input] ?? '', steps - 1);
    if (PASSING.includes(node.opType)) return next(0);
    if (CLASSIFIERS.includes(node.opType)) return this.#readClassifier(node, index);
    if (REGRESSORS.includes(node.opType)) return { role: 'numbers' };
    switch (node.opType) {
      case 'ArrayFeatureExtractor':
      case 'Gather':
        return this.#readLookUp(node);
      case 'ArgMax':
        return { role: 'argmax', of: this.#findRanked(node) };
      case 'ArgMin':
        return { role: 'argmin' };
      case 'ReduceMax':
        return { role: 'max', of: this.#findRanked(node) };
      case 'TopK':
        return this.#readTopK(node, index);
      case 'LabelEncoder':
        return this.#readMapped(node, next(0));
      case 'Concat':
        return this.#readParts(node.input.map((_, input) => next(input)));
      default:
        return {};
    }
  }

  #readClassifier(node: NodeProto, index: number): OutputFacts {
    const labels = readLabelAttributes(node, this.#file);
    const named = labels ? { labels } : {};
    if (index === 0) return { role: 'label', ...named };
    // Without these it gives a decision value per pair of classes.
    const isVote =
      node.opType === 'SVMClassifier' && !findAttribute(node, 'prob_a', this.#file)?.floats.length;
    return isVote ? { role: 'pairs', ...named } : named;
  }

  /** `ArrayFeatureExtractor(classes, argmax)`, as skl2onnx writes it. */
  #readLookUp(node: NodeProto): OutputFacts {
    const labels = readConstantLabels(node.input[0] ?? '', this.#graph, this.#file);
    return labels ? { role: 'label', labels } : {};
  }

  /** Softmax and its like leave the order as it is. */
  #findRanked({ input: [name = ''] }: NodeProto, steps = MOST_STEPS): string {
    const { node } = this.#makers.get(name) ?? {};
    const isKept = node && [...PASSING, ...MONOTONE].includes(node.opType);
    return isKept && steps > 0 ? this.#findRanked(node, steps - 1) : name;
  }

  #readTopK(node: NodeProto, index: number): OutputFacts {
    const isOn = (name: string): boolean => (findAttribute(node, name, this.#file)?.i ?? 1n) !== 0n;
    if (!isOn('largest') || !isOn('sorted')) return {};
    return { role: index === 0 ? 'top-values' : 'top-indices' };
  }

  #readMapped(node: NodeProto, { role, labels }: OutputFacts): OutputFacts {
    if (role !== 'label' && role !== 'argmax') return {};
    const mapped = readMappedLabels(node, labels, this.#file);
    return { role: 'label', labels: mapped };
  }

  #readParts(parts: readonly OutputFacts[]): OutputFacts {
    const [first] = parts;
    if (first && parts.length === 1) return first;
    if (parts.every(({ role }) => role === 'numbers')) return { role: 'numbers' };
    if (!parts.every(({ role }) => role === 'label')) return {};
    return { role: 'label', parts: parts.map(({ labels }) => labels ?? null) };
  }
}
