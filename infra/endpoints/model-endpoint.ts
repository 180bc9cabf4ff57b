import type { Alias, DockerImageFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ModelApi } from '../api/model-api.ts';
import type { FunctionSettings, MaasFunction } from '../functions/maas-function.ts';
import { PredictFunction } from '../functions/predict-function.ts';
import type { ResolvedEndpoint } from './resolve-endpoint.ts';

export interface ModelEndpointProps extends ResolvedEndpoint {
  readonly settings: FunctionSettings;
  readonly shadow: MaasFunction;
  readonly api: ModelApi;
}

/**
 * A model's own predict function, and the calls whose path names the model. It may read that
 * model's records and files, and no other's.
 */
export class ModelEndpoint extends Construct {
  readonly model: string;
  /** For permissions, alarms and settings of your own. */
  readonly function: DockerImageFunction;
  readonly logGroup: ILogGroup;
  /** To which calls go; undefined where they go to the newest version. */
  readonly alias: Alias | undefined;
  /** True if some of its instances are kept warm. */
  readonly isProvisioned: boolean;

  constructor(scope: Construct, id: string, props: ModelEndpointProps) {
    super(scope, id);
    const { model, capacity, settings, shadow, api } = props;
    const predict = new PredictFunction(this, 'PredictFunction', {
      ...settings,
      ...toPredictProps(props),
      shadow,
      model,
      preloads: props.preload,
      isSnapStart: props.isSnapStart,
    });
    if (capacity) {
      const { minCapacity, maxCapacity, utilizationTarget } = capacity;
      predict.alias
        ?.addAutoScaling({ minCapacity, maxCapacity })
        .scaleOnUtilization({ utilizationTarget });
    }
    api.addEndpoint(model, predict);
    this.model = model;
    this.function = predict.handler;
    this.logGroup = predict.logGroup;
    this.alias = predict.alias;
    this.isProvisioned = capacity !== undefined;
  }
}

/** Puts the endpoint's values in place of those that the service has for predict. */
function toPredictProps(endpoint: ResolvedEndpoint): Partial<FunctionSettings> {
  return {
    architecture: endpoint.architecture,
    imageContext: endpoint.imageContext,
    predictMemoryMb: endpoint.memorySize,
    predictStorageMb: endpoint.storageSize,
    predictThreads: endpoint.threads,
    predictTimeout: endpoint.timeout,
    predictMaxConcurrency: endpoint.maxConcurrency,
    predictProvisionedConcurrency: endpoint.capacity?.minCapacity,
    predictDeployment: undefined,
  };
}
