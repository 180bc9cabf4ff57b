#!/usr/bin/env python3
"""What the end-to-end suite needs to call the stack that `ministack.py deploy` deployed, as lines for `eval`.

  stack-user.py DIR OUTPUTS      OUTPUTS is what `deploy` printed; needs the lines of
                                 `ministack.py up` in the environment

Makes an IAM user that may call the API and nothing else, and a stranger who may nothing: signatures
made with the emulator's root key would pass with any secret.
"""

import json, os, pathlib, sys

root = pathlib.Path(sys.argv[1]).resolve()
if sys.prefix == sys.base_prefix:  # the emulator's own environment has botocore
    os.execv(root / "venv/bin/python", [str(root / "venv/bin/python"), *sys.argv])
import botocore.session

client = lambda name: botocore.session.get_session().create_client(name)
(outputs,) = json.loads(pathlib.Path(sys.argv[2]).read_text()).values()

iam = client("iam")


def create_key(name, **policy):
    try:
        iam.create_user(UserName=name)
    except iam.exceptions.EntityAlreadyExistsException:
        pass
    iam.put_user_policy(
        UserName=name,
        PolicyName="only",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [policy]}),
    )
    return iam.create_access_key(UserName=name)["AccessKey"]


key = create_key("maas-e2e", Effect="Allow", Action="execute-api:Invoke", Resource="*")
stranger = create_key("maas-stranger", Effect="Allow", Action="sts:GetCallerIdentity", Resource="*")
api_key = client("apigateway").get_api_key(apiKey=outputs["ApiKeyId"], includeValue=True)["value"]
env = {
    "MAAS_URL": outputs["ApiUrl"],
    "MAAS_API_KEY": api_key,
    "MAAS_REGION": os.environ["AWS_REGION"],
    "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
    "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    "MAAS_STRANGER_KEY_ID": stranger["AccessKeyId"],
    "MAAS_STRANGER_SECRET": stranger["SecretAccessKey"],
}
print("\n".join(f"export {k}={v}" for k, v in env.items()))
