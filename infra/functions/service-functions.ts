import type { DockerImageFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { EVENTS } from '../../layers/maas/contract/events.ts';
import type { FunctionName } from '../../layers/maas/contract/functions.ts';
import { ObjectEvent } from '../events/object-event.ts';
import type { ServiceNames } from '../names/service-names.ts';
import { IngestFunction } from './ingest-function.ts';
import type { FunctionSettings, MaasFunction } from './maas-function.ts';
import { ModelsFunction } from './models-function.ts';
import { MonitorFunction } from './monitor-function.ts';
import { PredictFunction } from './predict-function.ts';
import { ShadowFunction } from './shadow-function.ts';
import { UploadFunction } from './upload-function.ts';
import { PredictWebFunction } from './web-function.ts';

export interface ServiceFunctionsProps extends FunctionSettings {
  readonly names: ServiceNames;
  /** Gets CloudWatch's changes of alarms; undefined where there are no alarms. */
  readonly intake: ITopic | undefined;
  readonly deadLetterQueue: IQueue;
  readonly logBucket: IBucket;
}

export interface ServiceFunctions extends Record<Exclude<FunctionName, 'predict'>, MaasFunction> {
  readonly predict: PredictFunction | PredictWebFunction;
  readonly ingest: IngestFunction;
}

/** The functions behind the API, and the events that start them. */
export function createFunctions(
  scope: Construct,
  { names, intake, deadLetterQueue, logBucket, ...settings }: ServiceFunctionsProps,
): ServiceFunctions {
  const watched = { ...settings, ...names, intake, deadLetterQueue };
  const shadow = new ShadowFunction(scope, 'ShadowFunction', settings);
  const functions = {
    models: new ModelsFunction(scope, 'ModelsFunction', watched),
    upload: new UploadFunction(scope, 'UploadFunction', settings),
    ingest: new IngestFunction(scope, 'IngestFunction', watched),
    predict:
      settings.predictOn === 'web'
        ? new PredictWebFunction(scope, 'PredictWebFunction', { ...settings, shadow, logBucket })
        : new PredictFunction(scope, 'PredictFunction', { ...settings, shadow }),
    shadow,
    monitor: new MonitorFunction(scope, 'MonitorFunction', watched),
  };
  for (const [name, event] of Object.entries(EVENTS)) {
    const id = `${name.charAt(0).toUpperCase()}${name.slice(1)}`; // the rules' logical ids
    const { handler } = functions[event.function];
    new ObjectEvent(scope, id, { event, bucket: settings.bucket, handler, deadLetterQueue });
  }
  return functions;
}

/** The functions of the image. */
export function listHandlers({
  predict,
  ...others
}: ServiceFunctions): Readonly<Record<FunctionName, DockerImageFunction>> {
  return {
    models: others.models.handler,
    upload: others.upload.handler,
    ingest: others.ingest.handler,
    /** @throws Error where predict is none of them */
    get predict() {
      if (predict instanceof PredictFunction) return predict.handler;
      throw new Error(
        "With predictOn: 'web' predict is no function of the image: take predictWebFunction.",
      );
    },
    shadow: others.shadow.handler,
    monitor: others.monitor.handler,
  };
}

export function listLogGroups(
  functions: ServiceFunctions,
): Readonly<Record<FunctionName, ILogGroup>> {
  return {
    models: functions.models.logGroup,
    upload: functions.upload.logGroup,
    ingest: functions.ingest.logGroup,
    predict: functions.predict.logGroup,
    shadow: functions.shadow.logGroup,
    monitor: functions.monitor.logGroup,
  };
}
