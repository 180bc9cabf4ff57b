#!/usr/bin/env python3
"""What the policies of the synthesised templates allow, through parliament: AWS's own grammar of
actions, resources and conditions, and its auditors.

  lint-policies.py TEMPLATE …      needs: pip install parliament

Left out: what is denied (parliament 1.6.4 takes the number in `s3:TlsVersion < 1.2` for none), and
key policies, where `*` is the key itself.
"""

import json, pathlib, sys
from parliament import analyze_policy_string

ARNS = {
    "AWS::S3::Bucket": "arn:aws:s3:::bucket",
    "AWS::SQS::Queue": "arn:aws:sqs:us-east-1:123456789012:queue",
    "AWS::Logs::LogGroup": "arn:aws:logs:us-east-1:123456789012:log-group:group:*",
    "AWS::SNS::Topic": "arn:aws:sns:us-east-1:123456789012:topic",
    "AWS::Lambda::Function": "arn:aws:lambda:us-east-1:123456789012:function:function",
    "AWS::Events::Rule": "arn:aws:events:us-east-1:123456789012:rule/rule",
    "AWS::KMS::Key": "arn:aws:kms:us-east-1:123456789012:key/key",
    "AWS::KinesisFirehose::DeliveryStream": "arn:aws:firehose:us-east-1:123456789012:deliverystream/stream",
    "AWS::SecretsManager::Secret": "arn:aws:secretsmanager:us-east-1:123456789012:secret:secret-AbCdEf",
}
PSEUDO = {
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-1",
    "AWS::AccountId": "123456789012",
    "AWS::URLSuffix": "amazonaws.com",
}


def resolve(value, resources):
    """References, as what CloudFormation would put in their place."""
    if isinstance(value, list):
        return [resolve(item, resources) for item in value]
    if not isinstance(value, dict):
        return value
    if "Fn::Join" in value:
        return value["Fn::Join"][0].join(resolve(value["Fn::Join"][1], resources))
    if "Fn::GetAtt" in value:
        return ARNS[resources[value["Fn::GetAtt"][0]]["Type"]]
    if "Ref" in value:
        return PSEUDO.get(value["Ref"]) or ARNS[resources[value["Ref"]]["Type"]]
    return {key: resolve(item, resources) for key, item in value.items()}


def find_documents(resources):
    """Those of roles, buckets, queues and topics."""
    for name, resource in resources.items():
        properties = resource.get("Properties", {})
        if "PolicyDocument" in properties:
            yield name, properties["PolicyDocument"]
        if resource["Type"] == "AWS::IAM::Role":
            for policy in properties.get("Policies", []):
                yield name, policy["PolicyDocument"]


passed = failed = 0
for template in sys.argv[1:]:
    resources = json.loads(pathlib.Path(template).read_text())["Resources"]
    for name, document in find_documents(resources):
        allowed = [
            statement for statement in document["Statement"] if statement["Effect"] == "Allow"
        ]
        if not allowed:
            continue
        findings = analyze_policy_string(
            json.dumps(resolve({**document, "Statement": allowed}, resources)),
            include_community_auditors=True,
        ).findings
        for finding in findings:
            print("FAILED", name, finding.issue, finding.detail)
        passed, failed = passed + (not findings), failed + bool(findings)
print(f"policies: {passed} passed, {failed} failed")
sys.exit(failed > 0 or passed == 0)
