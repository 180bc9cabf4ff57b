import type { OutputFacts } from '../../../onnx/output-facts.ts';
import { isFloat } from '../../../tasks/task/floats.ts';
import {
  toDeclaredPlace,
  type MeasuredOutput,
  type OutputPlace,
} from '../../../tasks/task/row-values.ts';
import type { TensorSpec } from '../../../tensor.ts';
import type { BundleFacts } from '../bundle/bundle-facts.ts';

/** An output as its declaration, the graph and a run show it. */
export interface SeenOutput {
  readonly spec: TensorSpec;
  readonly place: OutputPlace;
  readonly facts: OutputFacts;
  readonly measured?: MeasuredOutput;
}

/** The outputs that have a place per row. A run is believed above a declaration. */
export function listSeenOutputs({ signature, outputs = {}, measured }: BundleFacts): SeenOutput[] {
  return signature.outputs.flatMap((spec): SeenOutput[] => {
    const facts = outputs[spec.name] ?? {};
    if (!measured) return [{ spec, place: toDeclaredPlace(spec), facts }];
    const seen = measured.outputs[spec.name];
    return seen
      ? [
          {
            spec,
            place: { name: spec.name, axis: seen.axis, width: seen.width },
            facts,
            measured: seen,
          },
        ]
      : [];
  });
}

export function isLabelOutput(output: SeenOutput): boolean {
  return !isScoreOutput(output);
}

export function isScoreOutput({ spec }: SeenOutput): boolean {
  return isFloat(spec);
}

/** For a sentence. */
export function describeOutputs(seen: readonly SeenOutput[]): string {
  return (
    seen
      .map(
        ({ spec, measured }) =>
          `'${spec.name}' ${spec.datatype}[${(measured?.tensor.shape ?? spec.shape).join(', ')}]`,
      )
      .join(', ') || 'none'
  );
}
