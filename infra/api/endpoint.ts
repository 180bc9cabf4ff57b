import type { CfnRestApi, RestApi, RestApiProps } from 'aws-cdk-lib/aws-apigateway';
import { AnyPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ResolvedProps } from '../props/resolve-props.ts';

/** TLS 1.2 and 1.3. What API Gateway takes by default begins with TLS 1.0. */
const SECURITY_POLICY = 'SecurityPolicy_TLS13_1_2_2021_06';

/** @returns undefined where API Gateway's own address is the one */
export function toUrl({ domainName, basePath }: ResolvedProps): string | undefined {
  if (domainName === undefined) return undefined;
  return `https://${domainName}/${basePath === undefined ? '' : `${basePath}/`}`;
}

export function toEndpoint(props: ResolvedProps): Partial<RestApiProps> {
  const { endpointType, vpcEndpoints, domainName, policy = letEndpointsIn(props) } = props;
  return {
    endpointConfiguration: {
      types: [endpointType],
      ...(vpcEndpoints.length > 0 ? { vpcEndpoints: [...vpcEndpoints] } : {}),
    },
    policy,
    // A second way in would pass by whatever guards the first.
    ...(domainName === undefined ? {} : { disableExecuteApiEndpoint: true }),
  };
}

function letEndpointsIn({ vpcEndpoints }: ResolvedProps): PolicyDocument | undefined {
  if (vpcEndpoints.length === 0) return undefined;
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: ['execute-api:Invoke'],
        resources: ['execute-api:/*'],
        conditions: {
          StringEquals: {
            'aws:SourceVpce': vpcEndpoints.map(({ vpcEndpointId }) => vpcEndpointId),
          },
        },
      }),
    ],
  });
}

/** By the L1: RestApi has no prop for it yet. */
export function requireModernTls(restApi: RestApi): void {
  const resource = restApi.node.defaultChild as CfnRestApi;
  resource.securityPolicy = SECURITY_POLICY;
  // Such a policy wants one. The strict mode also refuses calls whose Host is not the endpoint's,
  // as proxies and private DNS send them.
  resource.endpointAccessMode = 'BASIC';
}
