"""What the roles of a synthesised stack may do, one action on one resource at a time, for `least-privilege.py`."""

import copy, functools, json, re

# To the emulator a deletion of alarms is one of all alarms, whatever it names.
WIDER = {"Effect": "Allow", "Action": "cloudwatch:DeleteAlarms", "Resource": "*"}


def name_of(resource, stack):
    """Of an ARN in the template, what a reader knows it by; the stack is `Test`, as in test/infra."""
    text = json.dumps(resource)
    prefix = re.search(r'"/((?:[a-z-]+/)+\*)"', text)
    joined = resource.get("Fn::Join", ["", []])[1] if isinstance(resource, dict) else []
    logical = re.search(r'"(?:Fn::GetAtt|Ref)": \[?"(\w+?)[0-9A-F]{8}"', text)
    if prefix or logical:
        return prefix[1] if prefix else re.sub("^Models(?=[A-Z])", "", logical[1])
    parts = joined or [resource]
    plain = "".join(part for part in parts if isinstance(part, str)).replace("/default/", "/")
    return re.sub(rf"/{stack}([/-])Models", r"/Test\1Models", plain)


def list_permissions(template, stack):
    """(function, action, resource, role, policy, take), where take(document) takes it out of a role's policy."""
    for key, resource in template["Resources"].items():
        role = re.match(r"Models(\w+)FunctionRoleDefaultPolicy", key)
        if resource["Type"] != "AWS::IAM::Policy" or not role:
            continue
        where = resource["Properties"]["Roles"][0]["Ref"], resource["Properties"]["PolicyName"]
        for index, statement in enumerate(resource["Properties"]["PolicyDocument"]["Statement"]):
            prefixes = list_prefixes(statement)
            for action in as_list(statement["Action"]):
                for at, which in enumerate(prefixes or as_list(statement["Resource"])):
                    take = functools.partial(take_out, index=index, action=action, at=at)
                    name = which if prefixes else name_of(which, stack)
                    yield role[1].lower(), action, name, *where, take


as_list = lambda one_or_many: one_or_many if isinstance(one_or_many, list) else [one_or_many]


def list_prefixes(statement):
    return statement.get("Condition", {}).get("StringLikeIfExists", {}).get("s3:prefix", [])


def take_out(document, index, action, at):
    """A copy of a deployed policy without one action on one of its resources, or one of its prefixes."""
    new = copy.deepcopy(document)
    statement = new["Statement"][index]
    others = [a for a in as_list(statement["Action"]) if a != action]
    left = [{**statement, "Action": others}] if others else []
    without = lambda values: [v for i, v in enumerate(values) if i != at]
    if prefixes := without(list_prefixes(statement)):
        condition = {"StringLikeIfExists": {"s3:prefix": prefixes}}
        left.append({**statement, "Action": action, "Condition": condition})
    elif not list_prefixes(statement) and (resources := without(as_list(statement["Resource"]))):
        left.append({**statement, "Action": action, "Resource": resources})
    new["Statement"][index : index + 1] = left
    new["Statement"] = [s for s in new["Statement"] if s != WIDER or s["Action"] != action]
    return new
