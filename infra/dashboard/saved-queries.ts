import {
  type CfnQueryDefinition,
  type ILogGroup,
  QueryDefinition,
  QueryString,
} from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface SavedQueriesProps {
  /** The service's name, which stands before each query's. */
  readonly prefix: string;
  /** The log group of predict. */
  readonly logGroup: ILogGroup;
}

const ANSWERS = 'ispresent(predictionId) and ispresent(status)';

/** On-call's first questions, as queries over predict's log lines. */
const QUERIES: Readonly<Record<string, QueryString>> = {
  'Which model fails, and how': new QueryString({
    filterStatements: [`${ANSWERS} and ispresent(code)`],
    statsStatements: ['count(*) as failures, min(@timestamp) as since by model, version, code'],
    sort: 'failures desc',
  }),
  'The last errors, with their stacks': new QueryString({
    fields: ['@timestamp', 'model', 'version', 'code', 'requestId', 'error.message', 'error.stack'],
    filterStatements: ['level = "error"'],
    sort: '@timestamp desc',
    limit: 20,
  }),
  'Which stage is slow': new QueryString({
    filterStatements: [ANSWERS],
    statsStatements: [
      'pct(durationMs, 99) as p99, pct(stagesMs.inference, 99) as inference, ' +
        'pct(stagesMs.queue, 99) as queue, pct(stagesMs.download, 99) as download, ' +
        'pct(stagesMs.create, 99) as create by model, version',
    ],
    sort: 'p99 desc',
  }),
  'Who calls, and whose calls are refused': new QueryString({
    filterStatements: [ANSWERS],
    statsStatements: [
      'count(*) as calls, sum(status >= 400 and status < 500) as refused by caller, model',
    ],
    sort: 'calls desc',
  }),
  'What became of one prediction': new QueryString({
    fields: ['@timestamp', '@message'],
    filterStatements: ['predictionId = "<before the first dot of x-prediction-id>"'],
    sort: '@timestamp asc',
  }),
};

/** Saved queries of CloudWatch Logs Insights. */
export class SavedQueries extends Construct {
  readonly #logGroups: ILogGroup[];
  readonly #queries: readonly QueryDefinition[];

  constructor(scope: Construct, id: string, { prefix, logGroup }: SavedQueriesProps) {
    super(scope, id);
    this.#logGroups = [logGroup];
    this.#queries = Object.entries(QUERIES).map(
      ([name, queryString], index) =>
        new QueryDefinition(this, `Query${index + 1}`, {
          queryDefinitionName: `${prefix}/${name}`,
          queryString,
          logGroups: this.#logGroups,
        }),
    );
  }

  /** Has them ask another log, too: by their L1, as the L2 takes logs with itself alone. */
  include(logGroup: ILogGroup): void {
    this.#logGroups.push(logGroup);
    for (const query of this.#queries) {
      const resource = query.node.defaultChild as CfnQueryDefinition;
      resource.logGroupNames = this.#logGroups.map(({ logGroupName }) => logGroupName);
    }
  }
}
