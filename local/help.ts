import { availableParallelism } from 'node:os';
import { LOG_LEVELS } from '../layers/maas/adapters/json-logger.ts';
import { DEFAULTS } from '../layers/maas/contract/environment.ts';
import { FUNCTION_NAMES, FUNCTIONS, type FunctionName } from '../layers/maas/contract/functions.ts';
import { METRIC_DETAILS } from '../layers/maas/contract/metrics.ts';
import { STORAGE } from '../layers/maas/contract/storage.ts';
import { START_WITH } from './places/places.ts';

/**
 * Functions that mostly wait take more at once than those that compute. One validation that takes
 * its whole minute must not hold up all others.
 */
const CORES = Math.max(2, availableParallelism());
export const INSTANCES: Readonly<Record<FunctionName, number>> = {
  models: 4,
  upload: 8,
  ingest: Math.max(2, Math.floor(CORES / 2)),
  predict: CORES,
  shadow: 1,
  monitor: 2,
};

const SHARES = FUNCTION_NAMES.map((name) => `${name}=${INSTANCES[name]}`).join(' ');
const PREDICT_SECONDS = DEFAULTS.predictTimeoutMs / 1000;
const PREDICT_MB = FUNCTIONS.predict.memoryMb;

export const HELP = `Usage: ${START_WITH} [options]

Starts the whole service on this machine.

  --port <n>                   port on 127.0.0.1; 0 takes any that is free (PORT, else 8080)
  --home <folder>              folder of everything that is kept (MAAS_HOME, else .maas)

  --default-model <name>       model of /predict and /upload where none is named (${DEFAULTS.defaultModel})
  --no-demo                    do not upload the demo model on the first start
  --bucket <name>              keep the registry in this S3 bucket; credentials as AWS's own tools find them
  --s3-endpoint <url>          any S3-compatible store in place of AWS; needs --bucket
  --api-key <caller>           predictions ask for a key; makes one for this caller, may be repeated (nobody is asked)
  --allow-host <name>          name under which a proxy in front calls it, may be repeated (localhost alone)
  --alarm-webhook <url>        post changes of alarms there, as SNS would, signed likewise (nowhere)
  --host <name>                how predict runs: process, for speed, or lambda, as AWS runs it (process)
  --instances <function>=<n>   most instances of a function, may be repeated (${SHARES})
  --preload <model>            model that predict loads when it starts, may be repeated (none: with its first call)
  --predict-timeout <seconds>  how long one prediction may run, where its model sets no limit (${PREDICT_SECONDS})
  --predict-memory <MB>        memory of each instance of predict, which decides which models fit (${PREDICT_MB})
  --capture-percent <n>        predictions whose inputs and outputs are kept, where their model does not say (0)
  --capture-redact <field>     field or column that no capture shows, may be repeated (none)
  --capture-days <n>           days for which captures are kept (${STORAGE.captureRetentionDays})
  --idle-seconds <n>           seconds after which an instance without work ends (300)
  --metrics <detail>           what metrics tell apart: ${METRIC_DETAILS.join(', ')} (${DEFAULTS.metricDetail})
  --log-level <level>          what functions log: ${LOG_LEVELS.join(', ')} (${DEFAULTS.logLevel})
  --verbose                    show the whole log here, each request included
  --help                       this text
`;
