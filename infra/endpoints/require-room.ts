import { CfnResource, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const STACK_RESOURCES = 500;

/** Has the synthesis say what to do where a stack has more than CloudFormation takes. */
export function requireRoom(scope: Construct): void {
  const stack = Stack.of(scope);
  scope.node.addValidation({
    validate: () => {
      const own = count(stack, scope);
      const all = count(stack, stack);
      if (all <= STACK_RESOURCES) return [];
      return [
        `The stack '${stack.stackName}' has ${all} resources, and CloudFormation takes ` +
          `${STACK_RESOURCES}; ${own} are those of this service and its endpoints. Give each ` +
          'service a stack of its own, apart from other resources; one with more endpoints than ' +
          'fit becomes two services.',
      ];
    },
  });
}

function count(stack: Stack, scope: Construct): number {
  return scope.node
    .findAll()
    .filter((each) => CfnResource.isCfnResource(each) && Stack.of(each) === stack).length;
}
