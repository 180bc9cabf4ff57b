import { runProcess } from '../../../layers/maas/hosts/run-process.ts';
import { server } from './stream-a-prediction.ts';

runProcess(server);
