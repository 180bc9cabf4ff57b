/** The exports of `serverless-maas` for CDK apps. */
export type { ServiceMetrics } from './alarms/service-metrics.ts';
export type { ModelEndpoint } from './endpoints/model-endpoint.ts';
export { OnnxRuntimeLayer, type OnnxRuntimeLayerProps } from './layers/onnxruntime-layer.ts';
export { ModelService } from './model-service.ts';
export type { EndpointProps, EndpointStart } from './props/endpoint-props.ts';
export type { ModelServiceProps, PlaneAuth } from './props/model-service-props.ts';
export { ModelServiceStack, type ModelServiceStackProps } from './model-service-stack.ts';
