import type { IncomingMessage, ServerResponse } from 'node:http';
import { PROMETHEUS_TYPE } from '../metrics/prometheus.ts';
import { isRead, parseTarget } from '../../layers/maas/gateway/request-parts.ts';

/** On one machine only: on AWS the metrics are CloudWatch's. */
const METRICS_PATH = '/metrics';

/**
 * Serves the page that Prometheus scrapes.
 * @returns false when the request is for something else
 */
export function serveMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  format: () => string,
): boolean {
  if (!isRead(request) || parseTarget(request).pathname !== METRICS_PATH) return false;
  const text = Buffer.from(format());
  response
    .writeHead(200, { 'content-type': PROMETHEUS_TYPE, 'content-length': text.length })
    .end(text);
  return true;
}
