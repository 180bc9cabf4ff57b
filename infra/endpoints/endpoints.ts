import { Construct } from 'constructs';
import type { ModelApi } from '../api/model-api.ts';
import type { IngestFunction } from '../functions/ingest-function.ts';
import type { FunctionSettings, MaasFunction } from '../functions/maas-function.ts';
import type { EndpointProps } from '../props/endpoint-props.ts';
import { refuse } from '../props/refuse.ts';
import { ModelEndpoint } from './model-endpoint.ts';
import { resolveEndpoint } from './resolve-endpoint.ts';

export interface EndpointsProps {
  readonly settings: FunctionSettings;
  readonly shadow: MaasFunction;
  readonly ingest: IngestFunction;
  readonly api: ModelApi;
}

/** The endpoints of a service, as they are added. */
export class Endpoints extends Construct {
  readonly #props: EndpointsProps;
  /** By their models; what differs in nothing but case is one. */
  readonly #names = new Map<string, string>();

  constructor(scope: Construct, id: string, props: EndpointsProps) {
    super(scope, id);
    this.#props = props;
  }

  /** @throws Error where AWS would refuse a value, or values do not go together */
  add(name: string, props: EndpointProps): ModelEndpoint {
    const resolved = resolveEndpoint(name, props, this.#props.settings);
    const key = resolved.model.toLowerCase();
    const other = this.#names.get(key);
    refuse(
      other !== undefined,
      `Model '${resolved.model}' has an endpoint already: '${other}'. A model has one.`,
    );
    this.#names.set(key, name);
    this.#props.ingest.judgeBy(resolved.model, resolved);
    return new ModelEndpoint(this, name, { ...resolved, ...this.#props });
  }
}
