#!/usr/bin/env python3
"""What each function's role allows, proven to be needed: takes one action on one resource after the
other out of the deployed role, has the function do all that it does, and prints what failed without
it.

  least-privilege.py DIR OUTPUTS [PATTERN]   PATTERN of `function action resource`; OUTPUTS is what
                                             `ministack.py deploy` printed; needs the lines of
                                             `ministack.py up` and of `stack-user.py` in a file
                                             DIR/caller.env, and `ministack.py metrics` called now
                                             and then

What nothing fails without stands below with the reason why the emulator cannot show it, or is
surplus: then, and where a reason is out of date, the exit code is 1. Before a surplus is called
that, the whole end-to-end suite runs without it.
"""

import functools, json, os, pathlib, re, subprocess, sys, time, urllib.parse

root = pathlib.Path(sys.argv[1]).resolve()
if sys.prefix == sys.base_prefix:  # the emulator's own environment has botocore
    os.execv(root / "venv/bin/python", [str(root / "venv/bin/python"), *sys.argv])
import botocore.session
from role_permissions import WIDER, list_permissions

repository = pathlib.Path(__file__).resolve().parents[2]
((stack, outputs),) = json.loads(pathlib.Path(sys.argv[2]).read_text()).items()
only, bucket, own = (
    re.compile((sys.argv[3:] or [""])[0]),
    outputs["BucketName"],
    "deploy-000000000000",
)
client = lambda name: botocore.session.get_session().create_client(name)
cfn, s3, logs = client("cloudformation"), client("s3"), client("logs")
iam, lambdas = client("iam"), client("lambda")
by_function = lambda names: {
    found[1].lower(): name for name in names if (found := re.search(r"Models(\w+)Function", name))
}
functions = by_function(f["FunctionName"] for f in lambdas.list_functions()["Functions"])
groups = by_function(g["logGroupName"] for g in logs.describe_log_groups()["logGroups"])
caller = {
    **os.environ,
    **dict(
        line.removeprefix("export ").split("=", 1)
        for line in (root / "caller.env").read_text().split("\n")
        if line
    ),
    "MAAS_BUCKET_NAME": bucket,
    "MAAS_FUNCTIONS": json.dumps(functions),
    "MAAS_LOG_GROUPS": json.dumps(groups),
}

# What a function reads once and then knows.
KEPT_IN_MEMORY = ["secretsmanager:GetSecretValue"]

# Role, action and resource, as patterns; the reason.
UNSEEN = [
    (
        ".*",
        "logs:.*",
        ".*",
        "The emulator writes the log itself; on AWS the platform does, as this role.",
    ),
    (".*", "xray:.*", ".*", "The emulator traces nothing; on AWS the platform does, as this role."),
    (
        "ingest|notify",
        "sqs:SendMessage",
        ".*",
        "The emulator hands over failed events without asking the role; Lambda asks.",
    ),
    (
        "ingest",
        "s3:AbortMultipartUpload",
        "models/.*",
        "A file above 8 MiB travels in parts, which are given up only when the way to S3 breaks off.",
    ),
    (
        "ingest",
        "s3:DeleteObject",
        "models/.*",
        "Only for a version that is deleted between the start and the end of its validation: test/core/ingest.",
    ),
    (
        "ingest|predict|shadow|notify",
        "s3:ListBucket",
        "(models|uploads)/.*",
        "With it S3 answers 404 for what is not there, without it 403; the emulator always 404. "
        "test/infra and test/adapters hold both ends.",
    ),
    (
        "monitor",
        "s3:ListBucket",
        "drift/.*",
        "With it S3 answers 404 for a baseline that is not there, without it 403; the emulator always "
        "404. test/infra and test/adapters hold both ends.",
    ),
    (
        "monitor|notify",
        "kms:.*",
        ".*",
        "The emulator encrypts nothing that is sent to a topic; SNS asks for the key in the sender's name.",
    ),
]


@functools.cache
def find_role(logical):
    return cfn.describe_stack_resource(StackName=stack, LogicalResourceId=logical)[
        "StackResourceDetail"
    ]["PhysicalResourceId"]


def read_policy(role, policy):
    found = iam.get_role_policy(RoleName=find_role(role), PolicyName=policy)["PolicyDocument"]
    return found if isinstance(found, dict) else json.loads(urllib.parse.unquote(found))


def write_policy(role, policy, document):
    names = {"RoleName": find_role(role), "PolicyName": policy}
    iam.put_role_policy(**names, PolicyDocument=json.dumps(document))


def forget(function):
    """Has it begin anew: what it holds in memory is gone, as a secret that it has read."""
    name = functions[function]
    timeout = lambdas.get_function_configuration(FunctionName=name)["Timeout"]
    lambdas.update_function_configuration(FunctionName=name, Timeout=timeout)
    while lambdas.get_function_configuration(FunctionName=name)["LastUpdateStatus"] == "InProgress":
        time.sleep(0.2)


def clear():
    """What runs that failed have left to be looked at."""
    for prefix in ("baking/", "quotas/"):
        for found in s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", []):
            s3.delete_object(Bucket=bucket, Key=found["Key"])


def find_refusal(function, since, action=""):
    """The handler's own complaint of refused access."""
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=groups[function], startTime=since
    )
    for page in pages:
        for event in page["events"]:
            if "AccessDenied" in event["message"] and action in event["message"]:
                return f"{action} is refused in its log"


def find_left(model):
    """What ingest has to clear away, and has not after a while."""
    for _ in range(20):
        left = [
            o["Key"].split("/")[0]
            for p in ("uploads", "submissions")
            for o in s3.list_objects_v2(Bucket=bucket, Prefix=f"{p}/{model}").get("Contents", [])
        ]
        if not left:
            return None
        time.sleep(0.1)
    return f"{left[0]}/ is not cleared"


def use(function, action):
    clear()
    if action in KEPT_IN_MEMORY:
        forget(function)
    since = int(time.time() * 1000)
    out = subprocess.run(
        ["node_modules/.bin/node", "test/tools/use-function.ts", function],
        cwd=repository,
        env=caller,
        capture_output=True,
        text=True,
    )
    if out.returncode:
        sys.exit(out.stderr)
    result = json.loads(out.stdout)
    return (
        result.get("failed")
        or (find_left(result["model"]) if function in ("ingest", "upload") else None)
        or find_refusal(function, since, action)
    )


def run_suite():
    out = subprocess.run(
        [
            "node_modules/.bin/node",
            "--experimental-vm-modules",
            "node_modules/jest/bin/jest.js",
            "test/e2e/service.test.ts",
            "--forceExit",
            "--bail",
            "--selectProjects",
            "unit",
            "--testNamePattern",
            "^(?!.*(a model name with a slash|a model name that leads upwards"
            "|for its size names the other way|get numbers of their own when they come at once)).*$",
        ],
        cwd=repository,
        env=caller,
        capture_output=True,
        text=True,
    )
    return (
        None
        if out.returncode == 0
        else re.sub(r" \(\d+ m?s\)", "", (re.findall("✕ (.*)", out.stderr) or ["the suite"])[0])
    )


template = json.loads(s3.get_object(Bucket=own, Key=stack)["Body"].read())
permissions, counts, surplus = (
    list(list_permissions(template, stack)),
    {"needed": 0, "unseen": 0},
    [],
)
permissions = [each for each in permissions if only.search(" ".join(each[:3]))]
for where in {
    each[3:5] for each in list_permissions(template, stack) if each[1] == WIDER["Action"]
}:
    document = read_policy(*where)
    if WIDER not in document["Statement"]:
        write_policy(*where, {**document, "Statement": [*document["Statement"], WIDER]})
for function in dict.fromkeys(f for f, *_ in permissions):
    if failed := use(function, "s3:"):
        sys.exit(f"{function} fails with all that it may: {failed}")
print("| function | action | resource | without it |\n|---|---|---|---|", flush=True)
for function, action, resource, role, policy, take in permissions:
    reason = next(
        (
            why
            for f, a, r, why in UNSEEN
            if all(map(re.fullmatch, (f, a, r), (function, action, resource)))
        ),
        None,
    )
    document = read_policy(role, policy)
    write_policy(role, policy, take(document))
    try:
        failed = use(function, action)
        broken = None if failed or reason else run_suite()
    finally:
        write_policy(role, policy, document)
        if action in KEPT_IN_MEMORY:
            forget(function)
    if broken and run_suite() == broken:
        sys.exit(f"{broken}: also with all that {function} may")
    failed = failed or broken
    if failed and not reason:
        counts["needed"] += 1
    elif reason and not failed:
        counts["unseen"] += 1
    else:
        surplus.append((function, action, resource))
    if failed and reason:
        outcome = f"**{failed}**, though: {reason}"
    elif reason:
        outcome = f"not seen here: {reason}"
    else:
        outcome = failed or "**nothing fails: surplus**"
    print(f"| {function} | {action} | {resource} | {outcome} |", flush=True)
print(
    f"\n{counts['needed']} permissions needed, {counts['unseen']} that the emulator cannot show, "
    f"{len(surplus)} surplus or with a reason out of date"
)
sys.exit(bool(surplus))
