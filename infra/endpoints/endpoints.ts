import { Stack } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { foldName } from '../../layers/maas/contract/names.ts';
import { EndpointAlarms } from './endpoint-alarms.ts';
import type { ModelApi } from '../api/model-api.ts';
import type { FleetDashboard } from '../dashboard/fleet-dashboard.ts';
import { createEndpointRows } from './endpoint-rows.ts';
import type { IngestFunction } from '../functions/ingest-function.ts';
import type { FunctionSettings, MaasFunction } from '../functions/maas-function.ts';
import { toBundleBudgetMb } from '../functions/predict-function.ts';
import type { EndpointProps } from '../props/endpoint-props.ts';
import { refuse } from '../props/refuse.ts';
import { ModelEndpoint } from './model-endpoint.ts';
import { requireRoom } from './require-room.ts';
import { type ResolvedEndpoint, resolveEndpoint } from './resolve-endpoint.ts';

export interface EndpointsProps {
  readonly settings: FunctionSettings;
  readonly shadow: MaasFunction;
  readonly ingest: IngestFunction;
  readonly models: MaasFunction;
  readonly monitor: MaasFunction;
  readonly api: ModelApi;
  /** The beginning of its alarms' names. */
  readonly alarmPrefix: string;
  /** Told of its alarms; undefined where there are none. */
  readonly intake: ITopic | undefined;
  /** undefined where there is none. */
  readonly dashboard: FleetDashboard | undefined;
}

/** The endpoints of a service, as they are added. */
export class Endpoints extends Construct {
  readonly #props: EndpointsProps;
  /** By their models; what differs in nothing but case is one. */
  readonly #names = new Map<string, string>();
  readonly #limits: Record<string, object> = {};

  constructor(scope: Construct, id: string, props: EndpointsProps) {
    super(scope, id);
    this.#props = props;
    requireRoom(scope);
  }

  /** @throws Error where AWS would refuse a value, or values do not go together */
  add(name: string, props: EndpointProps): ModelEndpoint {
    const resolved = resolveEndpoint(name, props, this.#props.settings);
    const key = foldName(resolved.model);
    const other = this.#names.get(key);
    refuse(
      other !== undefined,
      `Model '${resolved.model}' has an endpoint already: '${other}'. A model has one.`,
    );
    this.#names.set(key, name);
    this.#tellLimits(key, resolved);
    const endpoint = new ModelEndpoint(this, name, { ...resolved, ...this.#props });
    this.#watch(endpoint);
    return endpoint;
  }

  /**
   * Has `ingest` judge the model's versions by its endpoint, and all who split its traffic know
   * whether they fit there together.
   */
  #tellLimits(key: string, { memorySize, storageSize, timeout }: ResolvedEndpoint): void {
    const { ingest, models, monitor } = this.#props;
    this.#limits[key] = {
      memoryMb: memorySize,
      bundleMb: toBundleBudgetMb(storageSize),
      timeoutMs: timeout.toMilliseconds(),
    };
    const text = Stack.of(this).toJsonString(this.#limits);
    for (const { handler } of [ingest, models, monitor]) {
      handler.addEnvironment(ENVIRONMENT.endpoints, text);
    }
    ingest.growFor(memorySize);
  }

  #watch(endpoint: ModelEndpoint): void {
    const { alarmPrefix, intake, dashboard } = this.#props;
    const alarms = intake
      ? new EndpointAlarms(endpoint, 'Alarms', { alarmPrefix, intake, endpoint }).alarms
      : [];
    for (const row of createEndpointRows(endpoint, alarms)) dashboard?.dashboard.addWidgets(...row);
    dashboard?.queries.include(endpoint.logGroup);
  }
}
