/**
 * The exports of `serverless-maas/client`, which has no dependency and runs in Node and in
 * browsers.
 */
export type { CallOptions } from './call.ts';
export { MaasError } from './errors.ts';
export { MaasClient } from './maas-client.ts';
export type {
  MaasClientOptions,
  PageOptions,
  PredictOptions,
  PromoteOptions,
  RolloutReference,
} from './options.ts';
export type {
  Access,
  BodyOf,
  Metrics,
  Model,
  RecordOf,
  Rollout,
  RolloutOnReady,
  RolloutOptions,
  Schemas,
  Sent,
  TaskName,
  Version,
} from './types.ts';
export type { BundleFile, UploadOptions } from './upload.ts';
