#!/usr/bin/env python3
"""A CDK app deployed and driven on one machine, with no AWS account and no Docker engine: MiniStack
(an MIT emulator from PyPI) over podman. Image functions run as real containers of the real
Dockerfile, under their own role's policies.

  ministack.py up DIR                      podman socket, certificate and emulator; prints the lines for `eval`
  ministack.py deploy DIR CDK_OUT STACK    builds the image assets, uploads the file assets, creates
                                           or updates the stack
  ministack.py metrics DIR                 turns new EMF lines in the log groups into metrics (the emulator does not)
  ministack.py down DIR                    ends what `up` started

Needs root and: apt-get install -y --no-install-recommends podman runc openssl
                python3 -m venv DIR/venv && DIR/venv/bin/pip install ministack==1.5.33 docker cryptography
                images whose entry point starts aws-lambda-rie when AWS_LAMBDA_RUNTIME_API is unset: build them on
                lambda-base-image.sh's base
Judges: that CloudFormation's references resolve and every type deploys; IAM (role, bucket and queue
policies, TLS-only denials) as each function's own role, in the real container; API keys, usage plan
throttles, gateway responses, CORS, routes, binary media types by Accept; aliases; S3 signatures,
presigning, POST policies, conditional writes (71 of 75 of our S3 checks, with an IAM user's key);
S3 -> EventBridge -> function; the wiring metric -> alarm -> SNS -> SQS.
Does not: STREAM integrations (deployed as buffered ones, on lambda-base-image.sh's base), metric
math (such alarms are left out, by name, on stderr), EMF (see `metrics`); an alarm pools all
dimensions of its metric and all its periods (no M of N, no missing data) and is judged only when
data arrive; the condition keys s3:if-match and s3:if-none-match (such statements are left out, by
name, on stderr); a rule's ARN in a policy (its IAM puts the bus before the name of every rule, AWS
of none on the default bus: renamed); an alarm's event for EventBridge; request validators, the 6
and 10 MB limits (502), memory limits; bucket lifecycle and access log settings (dropped in
silence); signatures made with the root key `test` (any secret passes: make an IAM user); tracing;
the 403 that S3 gives for a missing key without s3:ListBucket; a rule's dead-letter queue. No speed:
it is for functional calls; load and failure tests go to 127.0.0.1."""

import collections, hashlib, json, os, pathlib, re, shutil, signal, subprocess, sys, time

IP, PORT, ACCOUNT, REGION = (
    os.environ.get("MINISTACK_IP", "10.254.254.1"),
    os.environ.get("MINISTACK_PORT", "14566"),
    "000000000000",
    "us-east-1",
)
URL = f"https://{IP}:{PORT}"
UNKNOWN = {  # to the emulator
    "AWS::Budgets::Budget",
    "AWS::CodeDeploy::Application",
    "AWS::CodeDeploy::DeploymentGroup",
    "AWS::WAFv2::WebACLAssociation",
}
verb, root = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
pem, sock = root / "ca.pem", root / "podman.sock"
if sys.prefix == sys.base_prefix and verb != "down":  # the emulator's own environment has botocore
    os.execv(root / "venv/bin/python", [str(root / "venv/bin/python"), *sys.argv])
podman_env = {**os.environ, "CONTAINERS_CONF": str(root / "containers.conf")}


def up():
    root.mkdir(parents=True, exist_ok=True)
    down()
    shutil.copy(pathlib.Path(__file__).parent / "podman-containers.conf", root / "containers.conf")
    subprocess.run(
        ["ip", "address", "replace", f"{IP}/32", "dev", "lo"], check=True
    )  # on loopback, yet containers reach it
    if not pem.exists():
        subprocess.run(
            [
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=ministack",
                "-addext",
                f"subjectAltName=IP:{IP},DNS:localhost",
                "-keyout",
                root / "key.pem",
                "-out",
                pem,
            ],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        pem.chmod(0o644)

    def start(name, command, env):
        with open(root / f"{name}.log", "w") as log:
            p = subprocess.Popen(
                command, env=env, stdout=log, stderr=log, start_new_session=True, cwd=root
            )
        (root / f"{name}.pid").write_text(str(p.pid))

    start("podman", ["podman", "system", "service", "--time=0", f"unix://{sock}"], podman_env)
    inside = (
        f"--read-only --tmpfs /tmp:size=2g,mode=1777 -e AWS_ENDPOINT_URL={URL} "
        "-e LAMBDA_BUFFER_STREAMS=1 -e NODE_EXTRA_CA_CERTS=/etc/ministack.pem "
        f"-v {pem}:/etc/ministack.pem:ro"
    )
    clean = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    start(
        "ministack",
        [root / "venv/bin/ministack"],
        {
            **clean,
            "AUTH": "true",
            "BIND_HOST": IP,
            "GATEWAY_PORT": PORT,
            "MINISTACK_HOST": IP,
            "IOT_MTLS_ENABLED": "0",
            "USE_SSL": "1",
            "MINISTACK_SSL_CERT": str(pem),
            "MINISTACK_SSL_KEY": str(root / "key.pem"),
            "AWS_ENDPOINT_URL": URL,
            "DOCKER_HOST": f"unix://{sock}",
            "LAMBDA_DOCKER_FLAGS": inside,
        },
    )
    for _ in range(150):
        if (
            subprocess.run(
                ["curl", "-sf", "--cacert", pem, f"{URL}/_ministack/health"], capture_output=True
            ).returncode
            == 0
        ):
            break
        time.sleep(0.1)
    else:
        sys.exit(f"MiniStack did not answer; see {root}/ministack.log")
    env = dict(
        AWS_ENDPOINT_URL=URL,
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        AWS_REGION=REGION,
        AWS_DEFAULT_REGION=REGION,
        AWS_CA_BUNDLE=pem,
        NODE_EXTRA_CA_CERTS=pem,
    )
    print("\n".join(f"export {k}={v}" for k, v in env.items()))


def down():
    for name in ("ministack", "podman"):
        f = root / f"{name}.pid"
        if f.exists():
            try:
                os.killpg(int(f.read_text()), signal.SIGTERM)
                for _ in range(100):
                    os.killpg(int(f.read_text()), 0)
                    time.sleep(0.1)  # it takes its containers down first
            except ProcessLookupError:
                pass
            f.unlink()
    subprocess.run(["ip", "address", "del", f"{IP}/32", "dev", "lo"], capture_output=True)


def client(name):
    import botocore.session

    os.environ["AWS_CA_BUNDLE"] = str(pem)
    from botocore.config import Config

    return botocore.session.get_session().create_client(
        name,
        endpoint_url=URL,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(s3={"addressing_style": "path"}),
    )


def name_by_arn(value, secrets):
    """A secret's Ref is its ARN on AWS, and its name here: Id is the ARN on both."""
    if isinstance(value, list):
        return [name_by_arn(item, secrets) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("Ref") in secrets:
        return {"Fn::GetAtt": [value["Ref"], "Id"]}
    return {key: name_by_arn(item, secrets) for key, item in value.items()}


def deploy(out, stack):
    out = pathlib.Path(out)
    s3, cfn, own = client("s3"), client("cloudformation"), f"deploy-{ACCOUNT}"
    fill = lambda s: (
        s.replace("${AWS::AccountId}", ACCOUNT)
        .replace("${AWS::Region}", REGION)
        .replace("${AWS::Partition}", "aws")
    )
    assets = json.loads((out / f"{stack}.assets.json").read_text())
    for a in assets.get("dockerImages", {}).values():
        s = a["source"]
        args = [
            x for k, v in s.get("dockerBuildArgs", {}).items() for x in ("--build-arg", f"{k}={v}")
        ]
        for d in a["destinations"].values():
            name = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/{fill(d['repositoryName'])}:{d['imageTag']}"
            subprocess.run(
                [
                    "podman",
                    "build",
                    "-q",
                    "-t",
                    name,
                    *args,
                    *(["--target", s["dockerBuildTarget"]] if "dockerBuildTarget" in s else []),
                    "-f",
                    out / s["directory"] / s.get("dockerFile", "Dockerfile"),
                    out / s["directory"],
                ],
                check=True,
                env=podman_env,
                stdout=subprocess.DEVNULL,
            )
    for a in assets.get("files", {}).values():
        path = out / a["source"]["path"]
        if path.name.endswith(".template.json"):
            continue
        data = (
            pathlib.Path(shutil.make_archive(str(root / "asset"), "zip", path))
            if a["source"]["packaging"] == "zip"
            else path
        )
        for d in a["destinations"].values():
            s3.create_bucket(Bucket=fill(d["bucketName"]))
            s3.put_object(Bucket=fill(d["bucketName"]), Key=d["objectKey"], Body=data.read_bytes())
    template = json.loads((out / f"{stack}.template.json").read_text())
    math = [
        k
        for k, r in template["Resources"].items()
        if (r["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in r["Properties"])
        or r["Type"] == "AWS::CloudWatch::CompositeAlarm"  # which names them
    ]
    for k in math:
        print(f"not deployed, metric math or a query: {k}", file=sys.stderr)
        del template["Resources"][k]
    for r in template["Resources"].values():  # it finds none of the routes' own settings
        if r["Type"] == "AWS::ApiGateway::Stage":
            for m in r["Properties"].get("MethodSettings", []):
                if m.get("ResourcePath") == "/*":
                    m["ThrottlingRateLimit"], m["ThrottlingBurstLimit"] = 100, 200
                    print("not deployed, the throttle of fixed answers", file=sys.stderr)
    for k, r in [*template["Resources"].items()]:
        if r["Type"] in UNKNOWN:
            print(f"not deployed, unknown type: {k}, {r['Type']}", file=sys.stderr)
            del template["Resources"][k]
    secrets = {
        k for k, r in template["Resources"].items() if r["Type"] == "AWS::SecretsManager::Secret"
    }
    template = name_by_arn(template, secrets)
    queries = [
        k for k, r in template["Resources"].items() if r["Type"] == "AWS::Logs::QueryDefinition"
    ]
    for k in queries:
        print(f"not deployed, a saved query: {k}", file=sys.stderr)
        del template["Resources"][k]
    for k, r in template["Resources"].items():  # it knows no s3:if-match, and would deny everything
        if r["Type"] == "AWS::S3::BucketPolicy":
            document = r["Properties"]["PolicyDocument"]
            unknown = [s for s in document["Statement"] if "s3:if-" in json.dumps(s)]
            document["Statement"] = [s for s in document["Statement"] if s not in unknown]
            for s in unknown:
                print(f"not deployed, unknown condition: {s['Sid']} of {k}", file=sys.stderr)
    for k, r in template[
        "Resources"
    ].items():  # to its IAM a rule of the default bus is rule/default/NAME
        if r["Type"] == "AWS::IAM::Policy" and ":rule/" in json.dumps(r):
            print(f"renamed, a rule as its IAM has it: {k}", file=sys.stderr)
            r["Properties"] = json.loads(
                json.dumps(r["Properties"]).replace(":rule/", ":rule/default/")
            )
    for r in template["Resources"].values():  # a dashboard's alarm widget may name them
        if math and r["Type"] == "AWS::CloudWatch::Dashboard":
            r["Properties"]["DashboardBody"] = '{"widgets":[]}'
    for r in template["Resources"].values():  # STREAM integrations are called buffered
        if (
            r["Type"] == "AWS::ApiGateway::Method"
            and r["Properties"].get("Integration", {}).pop("ResponseTransferMode", None) == "STREAM"
        ):
            i = r["Properties"]["Integration"]
            i["TimeoutInMillis"] = min(i.get("TimeoutInMillis", 29000), 29000)
            i["Uri"] = json.loads(
                json.dumps(i["Uri"])
                .replace("2021-11-15/functions", "2015-03-31/functions")
                .replace("response-streaming-invocations", "invocations")
            )
    client("ssm").put_parameter(
        Name="/cdk-bootstrap/hnb659fds/version", Type="String", Value="99", Overwrite=True
    )
    s3.create_bucket(Bucket=own)
    s3.put_object(Bucket=own, Key=stack, Body=json.dumps(template).encode())
    exists = any(
        x["StackName"] == stack and x["StackStatus"] != "DELETE_COMPLETE"
        for x in cfn.list_stacks()["StackSummaries"]
    )
    try:
        (cfn.update_stack if exists else cfn.create_stack)(
            StackName=stack,
            TemplateURL=f"{URL}/{own}/{stack}",
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
        )
    except cfn.exceptions.ClientError as e:
        if "No updates" not in str(e):
            raise
    while (now := cfn.describe_stacks(StackName=stack)["Stacks"][0])["StackStatus"].endswith(
        "IN_PROGRESS"
    ):
        time.sleep(0.3)
    if now["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        for e in cfn.describe_stack_events(StackName=stack)["StackEvents"]:
            if "FAILED" in e["ResourceStatus"]:
                print(
                    e["LogicalResourceId"],
                    e["ResourceType"],
                    e.get("ResourceStatusReason"),
                    file=sys.stderr,
                )
        sys.exit(f"{stack}: {now['StackStatus']}")
    outputs = {
        o["OutputKey"]: re.sub(
            r"https://(\w+)\.execute-api\.[^/]+/([^/]+)",
            URL + r"/restapis/\1/\2/_user_request_",
            o["OutputValue"],
        )
        for o in now.get("Outputs", [])
    }
    print(json.dumps({stack: outputs}, indent=1))


hash_of = lambda s: hashlib.sha256(s.encode()).hexdigest()[:24]


def metrics():
    logs, cw, mark, sent = client("logs"), client("cloudwatch"), root / "emf-seen.json", 0
    seen = set(json.loads(mark.read_text())) if mark.exists() else set()
    for page in logs.get_paginator("describe_log_groups").paginate():
        for g in page["logGroups"]:
            times = collections.Counter()
            for p in logs.get_paginator("filter_log_events").paginate(
                logGroupName=g["logGroupName"]
            ):
                for e in p["events"]:
                    if '"_aws"' not in e["message"]:
                        continue
                    times[e["message"]] += 1
                    key = f"{hash_of(g['logGroupName'] + e['message'])} {times[e['message']]}"  # events here have no id
                    if key in seen:
                        continue
                    seen.add(key)
                    m = json.loads(e["message"][e["message"].index("{") :])
                    for d in m["_aws"]["CloudWatchMetrics"]:
                        data = [
                            dict(
                                MetricName=x["Name"],
                                Unit=x.get("Unit", "None"),
                                Timestamp=m["_aws"]["Timestamp"] / 1000,
                                Dimensions=[dict(Name=n, Value=str(m[n])) for n in dims],
                                **(
                                    {"Values": m[x["Name"]]}
                                    if isinstance(m[x["Name"]], list)
                                    else {"Value": m[x["Name"]]}
                                ),
                            )
                            for dims in d["Dimensions"]
                            for x in d["Metrics"]
                            if x["Name"] in m
                        ]
                        for i in range(0, len(data), 500):
                            cw.put_metric_data(
                                Namespace=d["Namespace"], MetricData=data[i : i + 500]
                            )
                        sent += len(data)
    mark.write_text(json.dumps(sorted(seen)))
    print(sent, "values")


{"up": up, "down": down, "metrics": metrics, "deploy": lambda: deploy(*sys.argv[3:5])}[verb]()
