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

export interface ServiceFunctionsProps extends FunctionSettings {
  readonly names: ServiceNames;
  /** What CloudWatch tells; undefined where there are no alarms. */
  readonly intake: ITopic | undefined;
  readonly deadLetterQueue: IQueue;
}

export interface ServiceFunctions extends Record<FunctionName, MaasFunction> {
  readonly predict: PredictFunction;
  readonly ingest: IngestFunction;
}

/** The functions behind the API, and the events that start them. */
export function createFunctions(
  scope: Construct,
  { names, intake, deadLetterQueue, ...settings }: ServiceFunctionsProps,
): ServiceFunctions {
  const watched = { ...settings, ...names, intake, deadLetterQueue };
  const shadow = new ShadowFunction(scope, 'ShadowFunction', settings);
  const functions = {
    models: new ModelsFunction(scope, 'ModelsFunction', watched),
    upload: new UploadFunction(scope, 'UploadFunction', settings),
    ingest: new IngestFunction(scope, 'IngestFunction', watched),
    predict: new PredictFunction(scope, 'PredictFunction', { ...settings, shadow }),
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

export function mapFunctions<T>(
  functions: ServiceFunctions,
  map: (each: MaasFunction) => T,
): Readonly<Record<FunctionName, T>> {
  return {
    models: map(functions.models),
    upload: map(functions.upload),
    ingest: map(functions.ingest),
    predict: map(functions.predict),
    shadow: map(functions.shadow),
    monitor: map(functions.monitor),
  };
}
