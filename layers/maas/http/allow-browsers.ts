import { CORS } from '../contract/gateway.ts';
import type { Middleware, PipelineRequest } from './middleware.ts';

const HEADERS = {
  'access-control-allow-origin': CORS.allowOrigin,
  'access-control-expose-headers': CORS.exposeHeaders.join(', '),
};

/** Lets pages of other origins read answers, errors too. What they may send is answered by the gateway (OPTIONS). */
export function allowBrowsers(): Middleware {
  const addHeaders = (request: PipelineRequest): void => {
    if (request.response)
      request.response = {
        ...request.response,
        headers: { ...request.response.headers, ...HEADERS },
      };
  };
  return { after: addHeaders, onError: addHeaders };
}
