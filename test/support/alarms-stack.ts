import type { Synthesised } from '../infra/synthesise.ts';
import { synthesise } from '../infra/synthesise.ts';

export const stack = synthesise({ alarmEmails: ['ops@example.com'] });
export const NAMESPACE = 'ServerlessMaas/Test/Models';

export const topic = stack
  .all('AWS::SNS::Topic')
  .find(({ id }) => !id.includes('Intake')) as Synthesised['resources'][string] & { id: string };
