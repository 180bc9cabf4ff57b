import { Duration } from 'aws-cdk-lib';
import {
  AuthorizationType,
  HttpIntegration,
  type MethodOptions,
  ResponseTransferMode,
} from 'aws-cdk-lib/aws-apigateway';
import { FUNCTION_SECONDS, GATEWAY_GRACE_SECONDS } from '../../layers/maas/contract/functions.ts';
import type { Route } from '../../layers/maas/contract/routes.ts';
import { type CallerKind, ORIGIN_HEADERS } from '../../layers/maas/contract/web-function.ts';
import type { PredictWebFunction } from '../functions/web-function.ts';
import type { PlaneAuth } from '../props/model-service-props.ts';

/**
 * Passes a route on as it came to a web function, with what that cannot know by itself: that it is
 * the API that calls, and for whom. API Gateway puts these headers in the place of a client's own.
 */
export function toWebIntegration(
  { gatewayEndpoint, originKey, timeout }: PredictWebFunction,
  { method, path }: Route,
  auth: PlaneAuth,
): HttpIntegration {
  const caller = toCaller(auth);
  return new HttpIntegration(`https://${gatewayEndpoint.domainName}${path}`, {
    httpMethod: method,
    options: {
      responseTransferMode: ResponseTransferMode.STREAM,
      timeout: Duration.seconds(
        Math.min(FUNCTION_SECONDS, timeout.toSeconds() + GATEWAY_GRACE_SECONDS),
      ),
      requestParameters: {
        ...Object.fromEntries(
          listParameters(path).map((name) => [
            `integration.request.path.${name}`,
            `method.request.path.${name}`,
          ]),
        ),
        ...toHeaders({
          key: `'${originKey.value}'`,
          requestId: 'context.requestId',
          callerKind: `'${caller.kind}'`,
          caller: caller.value,
        }),
      },
    },
  });
}

/** Names the parameters of a method, or its integration could not. */
export function toWebMethodOptions({ path }: Route): MethodOptions {
  const names = listParameters(path).map((name) => [`method.request.path.${name}`, true]);
  return names.length === 0
    ? {}
    : { requestParameters: Object.fromEntries(names) as Record<string, boolean> };
}

/** Names the caller as Lambda's event would. */
function toCaller(auth: PlaneAuth): { readonly kind: CallerKind; readonly value: string } {
  if (auth === 'apiKey') return { kind: 'apiKeyId', value: 'context.identity.apiKeyId' };
  if (auth === 'iam') return { kind: 'arn', value: 'context.identity.userArn' };
  const isCognito = auth.authorizationType === AuthorizationType.COGNITO;
  return {
    kind: 'subject',
    value: isCognito ? 'context.authorizer.claims.sub' : 'context.authorizer.principalId',
  };
}

function toHeaders(
  values: Readonly<Record<keyof typeof ORIGIN_HEADERS, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(ORIGIN_HEADERS).map(([name, header]) => [
      `integration.request.header.${header}`,
      values[name as keyof typeof ORIGIN_HEADERS],
    ]),
  );
}

function listParameters(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}
