import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import { decodeInferRequest } from '../protocol/infer-request.ts';
import { encodeInferResponse } from '../protocol/infer-response.ts';
import { infer } from './infer.ts';
import type { PredictDeps, PredictRequest } from './predict.ts';
import { resolveVersion } from './resolve-version.ts';

/** One call of the Open Inference Protocol; answers the JSON text. @throws MaasError */
export async function inferTensors({ model, reference, body }: PredictRequest, facts: PredictionFacts, deps: PredictDeps): Promise<string> {
  const version = await resolveVersion(deps.records, model, reference);
  facts.model = version.model;
  facts.version = version.version;
  const { id, inputs, outputs: names } = decodeInferRequest(body, version.bundle.signature);
  const outputs = await infer(version, inputs, names, facts, deps);
  return encodeInferResponse({ model: version.model, version: version.version, outputs, ...(id === undefined ? {} : { id }) }, names);
}
