#!/usr/bin/env python3
"""What each function's role allows, proven to be needed: takes one action on one resource after the other out of the deployed
template, updates the stack, has the function do all that it does, and prints what failed without it.

  least-privilege.py DIR OUTPUTS [ROLE]      OUTPUTS is what `ministack.py deploy` printed; needs the lines of `ministack.py up` and
                                             of `stack-user.py` in a file DIR/caller.env, and `ministack.py metrics` called now and then

What nothing fails without stands below with the reason why the emulator cannot show it, or is surplus: then, and where a reason
is out of date, the exit code is 1. Before a surplus is called that, the whole end-to-end suite runs without it.
"""

import copy, json, os, pathlib, re, subprocess, sys, time

root = pathlib.Path(sys.argv[1]).resolve()
if sys.prefix == sys.base_prefix:  # the emulator's own environment has botocore
    os.execv(root / "venv/bin/python", [str(root / "venv/bin/python"), *sys.argv])
import botocore.session

repository = pathlib.Path(__file__).resolve().parents[2]
((stack, outputs),) = json.loads(pathlib.Path(sys.argv[2]).read_text()).items()
only, bucket, own = (sys.argv[3:] or [""])[0], outputs["BucketName"], "deploy-000000000000"
client = lambda name: botocore.session.get_session().create_client(name)
cfn, s3, logs = client("cloudformation"), client("s3"), client("logs")
caller = {
    **os.environ,
    **dict(
        line.removeprefix("export ").split("=", 1)
        for line in (root / "caller.env").read_text().split("\n")
        if line
    ),
}

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
        "ingest",
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
        "ingest",
        "s3:PutObject",
        "submissions/.*",
        "Only for a submission whose event was lost: test/core/registry/resubmit.test.ts.",
    ),
    (
        "ingest",
        "s3:ListBucket",
        "submissions/.*",
        "Only the sweep for lost events lists them: test/core/registry/resubmit.test.ts.",
    ),
    (
        "ingest|predict",
        "s3:ListBucket",
        ".*",
        "With it S3 answers 404 for what is not there, without it 403; the emulator always 404. test/infra and test/adapters hold both ends.",
    ),
]


def name_of(resource):
    """Of an ARN in the template, what a reader knows it by."""
    text = json.dumps(resource)
    prefix = re.search(r'"/([a-z]+/\*)"', text)
    logical = re.search(r'"(?:Fn::GetAtt|Ref)": \[?"(\w+?)[0-9A-F]{8}"', text)
    return (
        prefix[1]
        if prefix
        else resource
        if isinstance(resource, str)
        else re.sub("^Models(?=[A-Z])", "", logical[1])
    )


def list_permissions(template):
    """(function, action, resource, change), where change(document) takes it out of a policy."""
    for key, resource in template["Resources"].items():
        role = re.match(r"Models(\w+)FunctionRoleDefaultPolicy", key)
        if resource["Type"] != "AWS::IAM::Policy" or not role:
            continue
        for index, statement in enumerate(resource["Properties"]["PolicyDocument"]["Statement"]):
            actions, resources = (
                [x] if not isinstance(x, list) else x
                for x in (statement["Action"], statement["Resource"])
            )
            prefixes = (
                statement.get("Condition", {}).get("StringLikeIfExists", {}).get("s3:prefix", [])
            )
            for action in actions:
                for which in prefixes or resources:

                    def change(
                        new,
                        key=key,
                        index=index,
                        statement=statement,
                        actions=actions,
                        resources=resources,
                        action=action,
                        which=which,
                        prefixes=prefixes,
                    ):
                        left = (
                            [{**statement, "Action": [a for a in actions if a != action]}]
                            if len(actions) > 1
                            else []
                        )
                        if prefixes and len(prefixes) > 1:
                            left.append(
                                {
                                    **statement,
                                    "Condition": {
                                        "StringLikeIfExists": {
                                            "s3:prefix": [p for p in prefixes if p != which]
                                        }
                                    },
                                }
                            )
                        elif not prefixes and len(resources) > 1:
                            left.append(
                                {
                                    **statement,
                                    "Action": action,
                                    "Resource": [r for r in resources if r != which],
                                }
                            )
                        new["Resources"][key]["Properties"]["PolicyDocument"]["Statement"][
                            index : index + 1
                        ] = left

                    yield role[1].lower(), action, which if prefixes else name_of(which), change


def update(template):
    s3.put_object(Bucket=own, Key=stack, Body=json.dumps(template).encode())
    cfn.update_stack(
        StackName=stack,
        TemplateURL=f"{os.environ['AWS_ENDPOINT_URL']}/{own}/{stack}",
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
    )
    while (now := cfn.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]).endswith(
        "IN_PROGRESS"
    ):
        time.sleep(0.05)
    assert now == "UPDATE_COMPLETE", now


def find_refusal(function, since, action=""):
    """The handler's own complaint of refused access."""
    for group in logs.describe_log_groups()["logGroups"]:
        if f"{function.capitalize()}Function" not in group["logGroupName"]:
            continue
        for page in logs.get_paginator("filter_log_events").paginate(
            logGroupName=group["logGroupName"], startTime=since
        ):
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
            "^(?!.*(a model name with a slash|a model name that leads upwards|for its size names the other way)).*$",
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
permissions, counts, surplus = list(list_permissions(template)), {"needed": 0, "unseen": 0}, []
for function in dict.fromkeys(f for f, *_ in permissions):
    if failed := use(function, "s3:"):
        sys.exit(f"{function} fails with all that it may: {failed}")
print("| function | action | resource | without it |\n|---|---|---|---|", flush=True)
try:
    for function, action, resource, change in permissions:
        if only and function != only:
            continue
        new = copy.deepcopy(template)
        change(new)
        update(new)
        reason = next(
            (
                why
                for f, a, r, why in UNSEEN
                if re.fullmatch(f, function)
                and re.fullmatch(a, action)
                and re.fullmatch(r, resource)
            ),
            None,
        )
        failed = use(function, action) or (None if reason else run_suite())
        if failed and not reason:
            counts["needed"] += 1
        elif reason and not failed:
            counts["unseen"] += 1
        else:
            surplus.append((function, action, resource))
        print(
            f"| {function} | {action} | {resource} | {f'**{failed}**, though: {reason}' if failed and reason else failed or (f'not seen here: {reason}' if reason else '**nothing fails: surplus**')} |",
            flush=True,
        )
finally:
    update(template)
print(
    f"\n{counts['needed']} permissions needed, {counts['unseen']} that the emulator cannot show, {len(surplus)} surplus or with a reason out of date"
)
sys.exit(bool(surplus))
