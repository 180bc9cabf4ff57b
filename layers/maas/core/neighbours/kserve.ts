import * as z from 'zod/mini';
import { parseBody } from '../json/parse-body.ts';
import { requestObject } from '../json/request-object.ts';
import type { TaskCall, TaskVersion } from '../tasks/task/task.ts';
import { prepareInstances } from './instances.ts';
import { mapAnswer } from './map-answer.ts';

/**
 * The body of KServe's `POST /v1/models/{model}:predict`, which is TensorFlow Serving's.
 * @see https://kserve.github.io/website/docs/concepts/architecture/data-plane/v1-protocol
 */
export const InstancesBody = requestObject({
  instances: z
    .array(z.unknown())
    .check(
      z.minLength(1, 'must have one instance or more'),
      z.describe('A row, a text, a picture or a tensor each.'),
    ),
  parameters: z
    .optional(z.record(z.string(), z.unknown()))
    .check(z.describe('Of the pipeline, for texts and pictures.')),
  signature_name: z
    .optional(z.literal('serving_default', 'can only be "serving_default"'))
    .check(z.describe("TensorFlow Serving's.")),
});

export const PredictionsView = z.strictObject({
  predictions: z.array(z.unknown()).check(z.describe('One per instance.')),
});

/** @throws MaasError INVALID_REQUEST, INVALID_TENSOR */
export function prepareKserve(version: TaskVersion, body: unknown): TaskCall {
  const { instances, parameters } = parseBody(InstancesBody, body);
  return mapAnswer(prepareInstances(version, instances, parameters), (predictions) => ({
    predictions,
  }));
}
