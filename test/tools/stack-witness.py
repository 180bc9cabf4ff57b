#!/usr/bin/env python3
"""What the tests of a deployed stack need to see more of it than its callers do, as lines for `eval`.

  stack-witness.py DIR OUTPUTS      OUTPUTS is what `ministack.py deploy` printed; needs the lines
                                    of `ministack.py up` in the environment

Subscribes a queue to the stack's alarm topic, adds alarms on failed and on slow predictions (the
stack's own are Metrics Insights queries, which the emulator leaves out), and makes an IAM user that
may read that queue, remove a model's files, sign uploads and send events through the stack's rules,
and nothing else.
May be called again, and then makes all alarms well.
"""

import json, os, pathlib, sys

root = pathlib.Path(sys.argv[1]).resolve()
if sys.prefix == sys.base_prefix:  # the emulator's own environment has botocore
    os.execv(root / "venv/bin/python", [str(root / "venv/bin/python"), *sys.argv])
import botocore.session

client = lambda name: botocore.session.get_session().create_client(name)
(outputs,) = json.loads(pathlib.Path(sys.argv[2]).read_text()).values()
topic, bucket = outputs["AlarmTopicArn"], outputs["BucketName"]
policy = lambda *statements: json.dumps({"Version": "2012-10-17", "Statement": list(statements)})

sqs, sns = client("sqs"), client("sns")
queue = sqs.create_queue(QueueName="maas-witness")["QueueUrl"]
queue_arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"][
    "QueueArn"
]
sqs.set_queue_attributes(
    QueueUrl=queue,
    Attributes={
        "Policy": policy(
            dict(
                Effect="Allow",
                Principal={"Service": "sns.amazonaws.com"},
                Action="sqs:SendMessage",
                Resource=queue_arn,
                Condition={"ArnEquals": {"aws:SourceArn": topic}},
            )
        )
    },
)
sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn)
cloudwatch = client("cloudwatch")
for name, metric in {
    "Errors": {"MetricName": "Errors", "Statistic": "Sum", "Threshold": 0},
    "Latency": {"MetricName": "PredictionLatency", "ExtendedStatistic": "p99", "Threshold": 5000},
}.items():
    cloudwatch.put_metric_alarm(
        AlarmName=f"maas-witness-{name}",
        Namespace=outputs["MetricNamespace"],
        **metric,
        Period=60,
        EvaluationPeriods=1,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="notBreaching",
        AlarmActions=[topic],
    )
for alarm in cloudwatch.describe_alarms()["MetricAlarms"]:
    cloudwatch.set_alarm_state(
        AlarmName=alarm["AlarmName"],
        StateValue="OK",
        StateReason="From here on the witness listens.",
    )
sqs.purge_queue(QueueUrl=queue)

iam = client("iam")
try:
    iam.create_user(UserName="maas-witness")
except iam.exceptions.EntityAlreadyExistsException:
    pass
iam.put_user_policy(
    UserName="maas-witness",
    PolicyName="only",
    PolicyDocument=policy(
        dict(Effect="Allow", Action="sqs:ReceiveMessage", Resource=queue_arn),
        dict(
            Effect="Allow",
            Action=[
                "events:ListRules",
                "events:PutRule",
                "events:PutEvents",
                "events:TestEventPattern",
            ],
            Resource="*",
        ),
        dict(Effect="Allow", Action="s3:DeleteObject", Resource=f"arn:aws:s3:::{bucket}/models/*"),
        dict(Effect="Allow", Action="s3:PutObject", Resource=f"arn:aws:s3:::{bucket}/uploads/*"),
    ),
)
key = iam.create_access_key(UserName="maas-witness")["AccessKey"]
env = {
    "MAAS_WITNESS_KEY_ID": key["AccessKeyId"],
    "MAAS_WITNESS_SECRET": key["SecretAccessKey"],
    "MAAS_WITNESS_QUEUE_URL": queue,
    "MAAS_BUCKET_NAME": bucket,
}
print("\n".join(f"export {k}={v}" for k, v in env.items()))
