import { RejectionError } from '../errors.ts';
import { quote } from '../quote.ts';
import type { ModelProto, ValueInfoProto } from './generated/onnx_pb.js';

/**
 * A call names its inputs and outputs: two of one name could not be told apart, nor both be
 * answered; without an output there is nothing to answer.
 * @throws RejectionError NOT_ONNX
 */
export function checkNames({ graph }: ModelProto): void {
  if (graph?.output.length === 0) {
    throw new RejectionError(
      'NOT_ONNX',
      'The model has no output, so that no call of it has an answer; export it with what it ' +
        'computes as outputs of its graph.',
    );
  }
  requireDistinct('input', graph?.input ?? []);
  requireDistinct('output', graph?.output ?? []);
}

function requireDistinct(kind: 'input' | 'output', values: readonly ValueInfoProto[]): void {
  const seen = new Set<string>();
  for (const { name } of values) {
    if (seen.has(name)) {
      throw new RejectionError(
        'NOT_ONNX',
        `The model has two ${kind}s that are named ${quote(name)}; export it with a name of ` +
          'its own for each.',
      );
    }
    seen.add(name);
  }
}
