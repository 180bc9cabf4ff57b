import { describe, expect, it } from '@jest/globals';
import { start } from './support/http-gateway.ts';

describe('refusals', () => {
  it.each([
    ['/v1/models/m/versions/2:predict', 'POST /v1/models/m:predict?version=2'],
    ['/v1/models/m/labels/live:predict', 'POST /v1/models/m:predict?version=live'],
    ['/v1/models/m/metadata', 'GET /v2/models/m describes'],
    ['/predictions/m/1.0', 'POST /models/m/predict'],
    ['/models/m/invoke', 'POST /models/m/predict'],
    ['/api/v1/predict', 'POST /predict'],
    ['/v2/models/m/generate', 'POST /v2/models/m/infer'],
    ['/v2/repository/models/m/load', 'loaded by its first call'],
    ['/v2/models/m/config', 'GET /v2/models/m describes'],
    ['/v2/models/', 'POST /v2/repository/index'],
    ['/v2/health', 'GET /v2/health/live'],
    ['/v1/chat/completions', 'no task here generates text'],
    ['/openai/deployments/m/embeddings', 'POST /v1/embeddings'],
    ['/v1/rerank', '/models/{model}/rerank'],
    ['/embed_all', 'POST /models/{model}/embed'],
    ['/pipeline/feature-extraction/org/name', 'POST /hf/models/org/name'],
    ['/healthz', 'GET /v2/health/ready'],
    ['/nope', 'the README lists'],
  ])('of the path %s of a neighbour name the call that there is', async (path, words) => {
    const { url } = await start();
    const response = await fetch(url + path, { method: 'POST', body: '{}' });
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining(words)]);
  });
});
