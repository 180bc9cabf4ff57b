import { describe, expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ModelService } from '../../infra/model-service.ts';
import type { ModelServiceProps } from '../../infra/props/model-service-props.ts';
import { createApp, createImageContext, Synthesised } from './synthesise.ts';

const KEY = 'arn:aws:kms:eu-west-1:111111111111:key/k';

function make(toProps: (stack: Stack) => ModelServiceProps): Synthesised {
  const stack = new Stack(createApp(), 'Test');
  new ModelService(stack, 'Models', { imageContext: createImageContext(), ...toProps(stack) });
  return new Synthesised(stack);
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** The actions that the roles of functions whose failures go to the queue may do with a key. */
function listKeyActions(stack: Synthesised, key: string): Record<string, string[]> {
  const ids = stack
    .all('AWS::Lambda::EventInvokeConfig')
    .filter(({ Properties }) => Properties.DestinationConfig)
    .map(({ id }) => /Models(\w+Function)/.exec(id)?.[1] ?? '');
  return Object.fromEntries(
    ids.map((id) => {
      const { Properties } = stack.one('AWS::IAM::Policy', `${id}Role`);
      const statements = Properties.PolicyDocument.Statement as Statement[];
      const own = statements.filter(({ Resource }) => JSON.stringify(Resource).includes(key));
      const actions = own.flatMap(({ Action }) => Action);
      return [id, actions.filter((action) => action.startsWith('kms:')).sort()];
    }),
  );
}

describe('what failed for good', () => {
  const BOTH = ['kms:Decrypt', 'kms:GenerateDataKey'];

  it.each<[string, (stack: Stack) => ModelServiceProps, string]>([
    ['a key of the app', (stack) => ({ encryptionKey: new Key(stack, 'Own') }), 'Own'],
    [
      'a key from elsewhere, which is not the one of the topics',
      (stack) => ({ encryptionKey: Key.fromKeyArn(stack, 'Own', KEY) }),
      KEY,
    ],
    [
      "a key of the app beside a topic of the owner's",
      (stack) => ({
        encryptionKey: new Key(stack, 'Own'),
        alarmTopic: Topic.fromTopicArn(stack, 'OnCall', 'arn:aws:sns:eu-west-1:111111111111:t'),
      }),
      'Own',
    ],
  ])('can be put into a queue under %s', (_, toProps, key) => {
    expect(listKeyActions(make(toProps), key)).toEqual({
      IngestFunction: BOTH,
      NotifyFunction: BOTH,
    });
  });
});
