import { toStreamingHandler } from '../../../layers/maas/hosts/lambda.ts';
import { server } from './stream-a-prediction.ts';

export const handler = toStreamingHandler(server);
