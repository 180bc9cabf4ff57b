import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AlarmsView } from '../alarms/alarms-view.ts';
import { KEY_PATH } from '../../layers/maas/adapters/alarms/sns-envelope.ts';
import { isRead, parseTarget } from '../../layers/maas/gateway/request-parts.ts';

/** @returns false when the request is for something else */
export function serveAlarms(
  request: IncomingMessage,
  response: ServerResponse,
  alarms: AlarmsView,
): boolean {
  if (!isRead(request)) return false;
  const { pathname } = parseTarget(request);
  if (pathname === '/alarms') return sendJson(response, { alarms: alarms.list() });
  if (pathname === '/alarms/history') return sendJson(response, { changes: alarms.readHistory() });
  if (pathname !== KEY_PATH) return false;
  return send(response, 'application/x-pem-file', alarms.publicPem);
}

function sendJson(response: ServerResponse, value: object): true {
  return send(response, 'application/json', JSON.stringify(value));
}

function send(response: ServerResponse, type: string, text: string): true {
  const bytes = Buffer.from(text);
  response.writeHead(200, { 'content-type': type, 'content-length': bytes.length }).end(bytes);
  return true;
}
