import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { synthesise } from './synthesise.ts';

/**
 * Under another name, CloudFormation would make a new one beside it: an empty registry, another
 * address, another key, a topic that nobody listens to.
 */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  'AWS::S3::Bucket': ['ModelsStorageLogs24B89541', 'ModelsStorageModels975626E9'],
  'AWS::ApiGateway::RestApi': ['ModelsApiRestApiD435E96E'],
  'AWS::ApiGateway::ApiKey': ['ModelsApiRestApiKey06D5BABC'],
  'AWS::ApiGateway::UsagePlan': ['ModelsApiRestApiUsagePlanD85CC992'],
  // The second came beside it: what listens to the first is told as before.
  'AWS::SNS::Topic': ['ModelsAlarmTopicIntake96D81C90', 'ModelsAlarmTopic79BA9D03'],
  'AWS::KMS::Key': ['ModelsAlarmTopicKey68DB0D5F'],
  'AWS::SQS::Queue': ['ModelsDeadLettersQueue81499DC4'],
};

it.each(Object.entries(KEPT))('an upgrade keeps what is %s', (type, ids) => {
  expect(
    synthesise()
      .all(type)
      .map(({ id }) => id),
  ).toEqual(ids);
});

it('has as many resources as the documentation says', () => {
  const { resources } = synthesise();
  expect(readFileSync('docs/deploy.md', 'utf8')).toContain(
    `A service is ${Object.keys(resources).length} of the 500 resources`,
  );
});
