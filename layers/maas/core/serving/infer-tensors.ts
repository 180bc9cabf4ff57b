import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import { decodeInferBody } from '../protocol/infer-body.ts';
import { encodeInferResponse, type EncodedAnswer } from '../protocol/infer-response.ts';
import { infer } from './infer.ts';
import type { PredictDeps, PredictRequest } from './predict.ts';
import { resolveCall } from './resolve-call.ts';

export interface InferTensorsRequest extends Omit<PredictRequest, 'body'> {
  /** As it came, decompressed. */
  readonly body: Uint8Array;
  /** The header `HEADER_LENGTH`. */
  readonly headerLength?: string | undefined;
}

/** One call of the Open Inference Protocol. @throws MaasError */
export async function inferTensors(
  { model, reference, body, headerLength }: InferTensorsRequest,
  facts: PredictionFacts,
  deps: PredictDeps,
): Promise<EncodedAnswer> {
  const version = await resolveCall(deps.records, model, reference, facts);
  const {
    id,
    inputs,
    outputs: wanted,
  } = decodeInferBody(body, headerLength, version.bundle.signature);
  const outputs = await infer(
    version,
    inputs,
    wanted.map(({ name }) => name),
    facts,
    deps,
  );
  return encodeInferResponse(
    {
      model: version.model,
      version: version.version,
      outputs,
      ...(id === undefined ? {} : { id }),
    },
    wanted,
  );
}
