/**
 * The handler of an endpoint that preloads: it is there when its models are. Between a start and the
 * first request Lambda lets nothing run, and a CommonJS file cannot wait.
 */
import predict from './start.js';

await predict.preloaded;

export const { handler } = predict;
