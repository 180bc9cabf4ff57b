import {
  AuthorizationType,
  ContentHandling,
  type IResource,
  MockIntegration,
  PassthroughBehavior,
} from 'aws-cdk-lib/aws-apigateway';
import { CORS } from '../../layers/maas/contract/gateway.ts';
import { acknowledge } from '../findings/acknowledge.ts';
import { renderError } from './gateway-responses.ts';

const NO_AUTHORIZATION =
  'Answers one fixed text about the API, the same for everybody, and calls nothing.';

/** Answers a browser's preflight request. */
export function addPreflight(resource: IResource, methods: readonly string[]): void {
  addFixedAnswer(resource, 'OPTIONS', 204, '', {
    'Access-Control-Allow-Origin': CORS.allowOrigin,
    'Access-Control-Allow-Methods': [...methods, 'OPTIONS'].join(','),
    'Access-Control-Allow-Headers': CORS.allowHeaders.join(','),
    'Access-Control-Max-Age': String(CORS.maxAgeSeconds),
  });
}

/**
 * Answers all other methods. API Gateway's own answer for them would be the one for unsigned calls
 * (MISSING_AUTHENTICATION_TOKEN), so that nobody could tell a wrong path from missing credentials.
 */
export function addMethodNotAllowed(resource: IResource, methods: readonly string[]): void {
  const allowed = methods.join(', ');
  addFixedAnswer(
    resource,
    'ANY',
    405,
    renderError('METHOD_NOT_ALLOWED', `This path takes ${allowed}.`),
    { Allow: allowed, 'Access-Control-Allow-Origin': CORS.allowOrigin },
  );
}

export function addNotFound(resource: IResource): void {
  addFixedAnswer(
    resource,
    'ANY',
    404,
    renderError('ROUTE_NOT_FOUND', 'There is no such path; the README lists those that exist.'),
    { 'Access-Control-Allow-Origin': CORS.allowOrigin },
  );
}

/** A method that API Gateway answers by itself. */
function addFixedAnswer(
  resource: IResource,
  httpMethod: string,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>>,
): void {
  const statusCode = String(status);
  const method = resource.addMethod(
    httpMethod,
    new MockIntegration({
      // With `*/*` as binary media type, API Gateway cannot read the template's own JSON otherwise,
      // and answers 500.
      contentHandling: ContentHandling.CONVERT_TO_TEXT,
      // A body that is not JSON would take the template's place, and the answer be 500.
      passthroughBehavior: PassthroughBehavior.NEVER,
      requestTemplates: { 'application/json': JSON.stringify({ statusCode: status }) },
      integrationResponses: [
        {
          statusCode,
          contentHandling: ContentHandling.CONVERT_TO_TEXT,
          responseParameters: Object.fromEntries(
            Object.entries(headers).map(([name, value]) => [
              `method.response.header.${name}`,
              `'${value}'`,
            ]),
          ),
          ...(body === '' ? {} : { responseTemplates: { 'application/json': body } }),
        },
      ],
    }),
    {
      authorizationType: AuthorizationType.NONE,
      methodResponses: [
        {
          statusCode,
          responseParameters: Object.fromEntries(
            Object.keys(headers).map((name) => [`method.response.header.${name}`, true]),
          ),
        },
      ],
    },
  );
  acknowledge(method, 'AwsSolutions-APIG4', NO_AUTHORIZATION);
  acknowledge(method, 'AwsSolutions-COG4', NO_AUTHORIZATION);
}
