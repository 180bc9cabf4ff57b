import * as z from 'zod/mini';
import { openRequestObject } from '../../core/json/request-object.ts';
import { DATATYPES } from '../../core/tensor.ts';

/**
 * The Open Inference Protocol's objects, for the API's description. Infer bodies are read by
 * `core/protocol`, which is many times faster and knows the model's signature; a test holds the two
 * together.
 */
const Datatype = z.enum(DATATYPES);
const Parameters = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
/** In a request, a parameter that is null is not given. */
const GivenParameters = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
);
const Scalar = z.union([z.number(), z.string(), z.boolean()]);
/** Null in an answer stands for NaN and the infinities, in a request of floats for NaN. */
const Data = z
  .array(z.unknown())
  .check(
    z.describe(
      'Row-major, nested as the shape says or flat. In FP32 and FP64 null is NaN, and the ' +
        'literals NaN, Infinity and -Infinity are taken; answers say null for all three. FP16 has ' +
        'no JSON form.',
    ),
  );

export const TensorSpecView = z.strictObject({
  name: z.string(),
  datatype: Datatype,
  shape: z
    .array(z.int())
    .check(
      z.describe(
        '-1 is a free dimension; [-1] also stands for the shape that a model does not declare, ' +
          'where any is taken.',
      ),
    ),
});

export const InferRequestView = openRequestObject({
  id: z.optional(z.string()).check(z.describe('Comes back in the answer.')),
  parameters: z
    .optional(GivenParameters)
    .check(
      z.describe(
        '`binary_data_output`: whether outputs come in binary where they do not say themselves.',
      ),
    ),
  inputs: z.array(
    openRequestObject({
      name: z.string(),
      datatype: Datatype,
      shape: z.array(z.int().check(z.minimum(0))),
      parameters: z
        .optional(GivenParameters)
        .check(
          z.describe(
            '`binary_data_size`: bytes of this tensor behind the JSON, in place of `data`.',
          ),
        ),
      data: z.optional(z.union([Data, Scalar])),
    }),
  ),
  outputs: z
    .optional(
      z.array(
        openRequestObject({
          name: z.string(),
          parameters: z
            .optional(GivenParameters)
            .check(z.describe('`binary_data`: whether this output comes in binary.')),
        }),
      ),
    )
    .check(z.describe('All of them where there are none.')),
});

export const InferResponseView = z.strictObject({
  model_name: z.string(),
  model_version: z.string(),
  id: z.optional(z.string()),
  outputs: z.array(
    z.strictObject({
      name: z.string(),
      datatype: Datatype,
      shape: z.array(z.int()),
      parameters: z.optional(Parameters),
      data: z.optional(z.array(z.nullable(Scalar))),
    }),
  ),
});

export const ServerMetadataView = z.strictObject({
  name: z.string(),
  version: z.string(),
  extensions: z.array(z.string()),
});
export const ServerLiveView = z.strictObject({ live: z.literal(true) });
export const ServerReadyView = z.strictObject({ ready: z.literal(true) });
export const ModelReadyView = z.strictObject({ name: z.string(), ready: z.literal(true) });

export const ModelMetadataView = z.strictObject({
  name: z.string(),
  versions: z.array(z.string()).check(z.describe('Those that can be called.')),
  platform: z.literal('onnx_onnxv1'),
  inputs: z.array(TensorSpecView),
  outputs: z.array(TensorSpecView),
});

export const RepositoryIndexView = z.array(
  z.strictObject({
    name: z.string(),
    version: z.string(),
    state: z.enum(['READY', 'LOADING', 'UNAVAILABLE']),
    reason: z.string(),
  }),
);

const Duration = z.strictObject({ count: z.int(), ns: z.int() });

export const StatisticsView = z.strictObject({
  model_stats: z.array(
    z.strictObject({
      name: z.string(),
      version: z.string(),
      last_inference: z.int().check(z.describe('Milliseconds since 1970.')),
      inference_count: z.int(),
      execution_count: z.int(),
      inference_stats: z.strictObject({
        success: Duration,
        fail: Duration,
        queue: Duration,
        compute_input: Duration,
        compute_infer: Duration,
        compute_output: Duration,
        cache_hit: Duration,
        cache_miss: Duration,
      }),
      batch_stats: z.array(z.unknown()),
    }),
  ),
});
