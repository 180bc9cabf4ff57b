/** The way of a text prediction on one machine, in order; what files help on it is left out. */
export const LOCAL_WALK = [
  'local/gateway/gateway.ts',
  'local/gateway/handle-request.ts',
  'layers/maas/instances/function-pool.ts',
  'layers/maas/instances/function-instance.ts',
  'layers/maas/instances/process-link.ts',
  'local/gateway/write-answer.ts',
] as const;

/** The same, where functions run as they do on AWS. */
export const LOCAL_LAMBDA_WALK = [
  ...LOCAL_WALK.filter((file) => file !== 'layers/maas/instances/process-link.ts'),
  'local/runtime-api/runtime-api.ts',
] as const;

/** Its way in the function, there and back, whatever hosts that. */
const SERVED = [
  'layers/maas/http/serve-request.ts',
  'layers/maas/http/http-request.ts',
  'layers/maas/http/decode-body.ts',
  'layers/maas/http/router.ts',
  'functions/predict/operations/tasks.ts',
  'layers/maas/core/monitoring/observe-prediction.ts',
  'layers/maas/core/serving/predict.ts',
  'layers/maas/core/serving/serve.ts',
  'layers/maas/core/serving/resolve-version.ts',
  'layers/maas/core/tasks/prepare-task.ts',
  'layers/maas/core/serving/session-cache.ts',
  'layers/maas/core/tasks/text/text-classification.ts',
  'layers/maas/adapters/onnx/onnx-model-session.ts',
  'layers/maas/http/http-response.ts',
  'layers/maas/http/log-request.ts',
] as const;

/** In the process host. */
export const FUNCTION_WALK = [
  'functions/predict/process.ts',
  'layers/maas/hosts/process.ts',
  ...SERVED,
] as const;

/** On Lambda. */
export const LAMBDA_WALK = [
  'functions/predict/handler.ts',
  'layers/maas/hosts/lambda.ts',
  ...SERVED,
  'layers/maas/hosts/stream-response.ts',
] as const;
