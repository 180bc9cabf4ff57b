import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import { decodeInferBody } from '../protocol/infer-body.ts';
import { encodeInferResponse, type EncodedAnswer } from '../protocol/infer-response.ts';
import type { Tensors } from '../tensor.ts';
import { serve, type ModelReference, type ServeDeps } from './serve.ts';

export interface InferTensorsRequest extends ModelReference {
  /** As it came, decompressed. */
  readonly body: Uint8Array;
  /** The header `HEADER_LENGTH`. */
  readonly headerLength?: string | undefined;
  /** As `decodeInferBody` takes it. */
  readonly parseFast?: ((json: Uint8Array) => unknown) | undefined;
}

/** As the protocol has tensors, for captures. */
function toList(tensors: Tensors): object[] {
  return Object.entries(tensors).map(([name, tensor]) => ({ name, ...tensor }));
}

/** One call of the Open Inference Protocol. @throws MaasError */
export async function inferTensors(
  request: InferTensorsRequest,
  facts: PredictionFacts,
  deps: ServeDeps,
): Promise<EncodedAnswer> {
  const { body, headerLength, parseFast } = request;
  return serve(request, facts, deps, ({ model, version, bundle }) => {
    const { id, inputs, outputs } = decodeInferBody(
      body,
      headerLength,
      bundle.signature,
      parseFast,
    );
    const names = outputs.map(({ name }) => name);
    return async (loaded) => {
      const results = await loaded.run(inputs, names);
      if (facts.kept?.exchange) {
        facts.exchange = { inputs: toList(inputs), outputs: toList(results) };
      }
      if (facts.kept?.answer) facts.answered = () => results;
      return encodeInferResponse({ model, version, id, outputs: results }, outputs);
    };
  });
}
