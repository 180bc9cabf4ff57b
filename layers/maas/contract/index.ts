/**
 * The package `serverless-maas/contract`, for clients and tools: what the HTTP API promises,
 * without the code that keeps it.
 */
export * from './alarm-limits.ts';
export * from './alarms.ts';
export * from './count-metrics.ts';
export * from './errors.ts';
export * from './estimate-cost.ts';
export * from './limits.ts';
export * from './metrics.ts';
export * from './names.ts';
export * from './prices.ts';
export * from './routes.ts';
export * from './service.ts';
