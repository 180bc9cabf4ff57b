import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import type { FunctionName } from '../../layers/maas/contract/functions.ts';
import { ROUTES, type Route } from '../../layers/maas/contract/routes.ts';
import { systemClock } from '../../layers/maas/adapters/system-clock.ts';
import { composeStore } from '../../layers/maas/compose/compose-store.ts';
import { readSettings } from '../../layers/maas/compose/settings.ts';
import type { ObjectStore } from '../../layers/maas/core/ports/object-store.ts';
import { findSubmission, submissionKey } from '../../layers/maas/core/registry/keys.ts';
import { Registry } from '../../layers/maas/core/registry/registry.ts';
import { STORAGE } from '../../layers/maas/contract/storage.ts';
import type { BufferedHandler } from '../../layers/maas/hosts/lambda.ts';
import { catchMetricLines } from './catch-metric-lines.ts';
import { toContext, toEvent, type EventOptions } from './gateway-event.ts';
import { callStreaming, installResponseStreams } from './response-stream.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  /** Parsed where it is JSON. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what came is asserted right away
  readonly body: any;
}

/**
 * The functions' own handlers on a folder, called with API Gateway's events: everything real but
 * the gateway and the processes.
 */
export interface Service {
  readonly registry: Registry;
  readonly store: ObjectStore;
  /** The metrics that the functions emitted, parsed. */
  readonly metrics: readonly Record<string, unknown>[];
  call(method: string, url: string, options?: EventOptions): Promise<Reply>;
  /** The form of `POST /upload`, with the validation that its event starts. */
  upload(
    files: Readonly<Record<string, Uint8Array>>,
    fields?: Readonly<Record<string, string>>,
  ): Promise<Reply>;
  /** Validates what was submitted. */
  ingest(model: string, version: number): Promise<void>;
  /** Runs a copy of a call, as its event has it. */
  shadow(copy: unknown): Promise<void>;
  stop(): void;
}

/** @param environment further settings */
export async function startService(
  environment: Readonly<Record<string, string>> = {},
): Promise<Service> {
  const directory = mkdtempSync(path.join(tmpdir(), 'maas-service-'));
  const metricsDirectory = path.join(directory, 'metrics');
  mkdirSync(metricsDirectory);
  Object.assign(process.env, {
    [ENVIRONMENT.storeDirectory]: path.join(directory, 'store'),
    [ENVIRONMENT.storeSecret]: 's'.repeat(32),
    [ENVIRONMENT.storeUrl]: 'http://127.0.0.1:1',
    [ENVIRONMENT.bundleDirectory]: path.join(directory, 'bundles'),
    [ENVIRONMENT.loadMarks]: path.join(directory, 'loads'),
    [ENVIRONMENT.metricsDirectory]: metricsDirectory,
    [ENVIRONMENT.recordTtlMs]: '0',
    [ENVIRONMENT.predictionNote]: path.join(directory, 'prediction.json'),
    [ENVIRONMENT.logLevel]: 'error',
    ...environment,
  });
  installResponseStreams();
  const metrics: Record<string, unknown>[] = [];
  const restore = catchMetricLines((line) => {
    metrics.push(JSON.parse(line) as Record<string, unknown>);
    appendFileSync(path.join(metricsDirectory, 'lines.jsonl'), line);
  });
  const store = await composeStore(readSettings().store, systemClock);
  const handlers = await loadHandlers();

  const call = async (method: string, url: string, options: EventOptions = {}): Promise<Reply> => {
    const event = toEvent(method, url, options);
    const name = findFunction(method, event.resource);
    if (name === 'predict') {
      const { statusCode, ...answer } = await callStreaming(handlers.predict, event, toContext());
      return toReply(statusCode, answer.headers, answer.bytes);
    }
    const {
      statusCode,
      headers = {},
      body,
      isBase64Encoded,
    } = await (handlers[name] as BufferedHandler)(event, toContext(options.getRemainingMs));
    return toReply(
      statusCode,
      headers as Record<string, string>,
      Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
    );
  };

  const ingest = async (model: string, version: number): Promise<void> => {
    await (handlers.ingest as (event: unknown) => Promise<void>)({
      detail: { object: { key: submissionKey(model, version) } },
    });
  };

  return {
    registry: new Registry(store, systemClock),
    store,
    metrics,
    call,
    ingest,
    shadow: (copy) =>
      (handlers.shadow as (event: unknown, context: unknown) => Promise<void>)(copy, toContext()),
    async upload(files, fields = {}) {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      for (const [name, bytes] of Object.entries(files)) {
        form.append('model', new Blob([Uint8Array.from(bytes)]), name);
      }
      const request = new Request('http://gateway', { method: 'POST', body: form });
      const state = { isAnswered: false };
      const reply = call('POST', '/upload', {
        body: new Uint8Array(await request.arrayBuffer()),
        headers: { 'content-type': request.headers.get('content-type') ?? '' },
      }).finally(() => {
        state.isAnswered = true;
      });
      await ingestSubmissions(store, ingest, () => state.isAnswered);
      return reply;
    },
    stop() {
      restore();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** As the gateway decides: a path may have one function for each method. */
function findFunction(method: string, resource: string): FunctionName {
  const routes = Object.values<Route>(ROUTES).filter((route) => route.path === resource);
  return (routes.find((route) => route.method === method) ?? routes[0])?.function ?? 'models';
}

/** Only after the environment is set, as it is read when they are loaded. */
async function loadHandlers(): Promise<Record<FunctionName, unknown>> {
  const [models, upload, ingest, predict, shadow, monitor] = await Promise.all([
    import('../../functions/models/handler.ts'),
    import('../../functions/upload/handler.ts'),
    import('../../functions/ingest/handler.ts'),
    import('../../functions/predict/handler.ts'),
    import('../../functions/shadow/handler.ts'),
    import('../../functions/monitor/handler.ts'),
  ]);
  return {
    models: models.handler,
    upload: upload.handler,
    ingest: ingest.handler,
    predict: predict.handler,
    shadow: shadow.handler,
    monitor: monitor.handler,
  };
}

/** As the bucket's events would, until the call that waits for it is answered. */
async function ingestSubmissions(
  store: ObjectStore,
  ingest: Service['ingest'],
  isDone: () => boolean,
): Promise<void> {
  const seen = new Set<string>();
  while (!isDone()) {
    for (const key of (await store.list(STORAGE.submissionsPrefix)).keys) {
      const submission = findSubmission(key);
      if (!submission || seen.has(key)) continue;
      seen.add(key);
      await ingest(submission.model, submission.version);
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

function toReply(status: number, headers: Readonly<Record<string, string>>, bytes: Buffer): Reply {
  const isJson = headers['content-type'] === 'application/json' && bytes.length > 0;
  return {
    status,
    headers,
    bytes,
    body: isJson ? (JSON.parse(bytes.toString()) as unknown) : undefined,
  };
}
