#!/usr/bin/env python3
"""What somebody does first with examples/cdk-app deployed on the emulator: publishes a model under
the role that the app grants control to, and predicts with the key.

  use-packaged.py DIR OUTPUTS      OUTPUTS is what `ministack.py deploy` printed; needs the lines of
                                   `ministack.py up` in the environment
"""

import json, os, pathlib, subprocess, sys

root = pathlib.Path(sys.argv[1]).resolve()
if sys.prefix == sys.base_prefix:  # the emulator's own environment has botocore
    os.execv(root / "venv/bin/python", [str(root / "venv/bin/python"), *sys.argv])
import botocore.session, requests

client = lambda name: botocore.session.get_session().create_client(name)
((stack, outputs),) = json.loads(pathlib.Path(sys.argv[2]).read_text()).items()
examples = pathlib.Path(__file__).resolve().parents[2] / "examples"

resources = client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
(publisher,) = [
    r["PhysicalResourceId"]
    for r in resources
    if r["LogicalResourceId"].startswith("Publisher") and r["ResourceType"] == "AWS::IAM::Role"
]
credentials = client("sts").assume_role(
    RoleArn=client("iam").get_role(RoleName=publisher)["Role"]["Arn"], RoleSessionName="publish"
)["Credentials"]
environment = {
    **os.environ,
    "MAAS_URL": outputs["ApiUrl"],
    "MAAS_REGION": os.environ["AWS_REGION"],
    "REQUESTS_CA_BUNDLE": os.environ["AWS_CA_BUNDLE"],
    "AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
    "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
    "AWS_SESSION_TOKEN": credentials["SessionToken"],
}
subprocess.run(
    [sys.executable, examples / "upload.py", "reviews", examples / "sentiment" / "model.onnx"],
    check=True,
    env=environment,
)

(key,) = [
    r["PhysicalResourceId"] for r in resources if r["ResourceType"] == "AWS::ApiGateway::ApiKey"
]


def predict(**headers):
    return requests.post(
        outputs["ApiUrl"] + "models/reviews/predict",
        json={"text": "这是一个正面的文本"},
        headers=headers,
        verify=os.environ["AWS_CA_BUNDLE"],
    )


answer, refused = (
    predict(
        **{"x-api-key": client("apigateway").get_api_key(apiKey=key, includeValue=True)["value"]}
    ),
    predict(),
)
print(answer.status_code, answer.text, "· without a key", refused.status_code)
assert (
    answer.status_code == 200
    and answer.json()[0]["label"] == "positive"
    and refused.status_code == 403
)
print("packaged: 1 passed, 0 failed")
