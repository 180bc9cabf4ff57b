import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { ModelService } from 'serverless-maas';

const stack = new Stack(new App(), 'Reviews', { description: 'What customers think' });
const publisher = new Role(stack, 'Publisher', { assumedBy: new AccountRootPrincipal() });

const models = new ModelService(stack, 'Models', { latencyAlarmThreshold: Duration.seconds(5) });
models.grantControl(publisher); // may upload, promote and delete models
new CfnOutput(stack, 'ApiUrl', { value: models.restApi.url });
