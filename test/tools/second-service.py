#!/usr/bin/env python3
"""Two services in one account: nothing that CloudWatch, or a person in the console, tells services
apart by belongs to both.
The account is the one of the environment.

  second-service.py STACK STACK        exits with 1 where they share a name"""

import sys

import botocore.session

client = botocore.session.get_session().create_client
NAMED = {
    "AWS::ApiGateway::RestApi",
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::Dashboard",
    "AWS::Events::Rule",
    "AWS::IAM::Role",
    "AWS::KinesisFirehose::DeliveryStream",
    "AWS::Lambda::Function",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::SecretsManager::Secret",
}


def list_resources(stack):
    pages = client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
    found = [
        resource
        for page in pages
        for resource in page["StackResourceSummaries"]
        if resource["ResourceType"] in NAMED
    ]
    missing = NAMED - {resource["ResourceType"] for resource in found}
    assert not missing, f"{stack} has none of {missing}"
    return {(resource["ResourceType"], resource["PhysicalResourceId"]) for resource in found}


def list_names(resources):
    """Names that are no ids of the resources: of APIs, and of metrics by the functions that write them."""
    apis = {
        api["id"]: api["name"] for api in client("apigateway").get_rest_apis(limit=500)["items"]
    }
    functions = [name for kind, name in resources if kind == "AWS::Lambda::Function"]
    describe = client("lambda").get_function_configuration
    variables = [describe(FunctionName=name)["Environment"]["Variables"] for name in functions]
    spaces = {
        each["MAAS_METRIC_NAMESPACE"] for each in variables if "MAAS_METRIC_NAMESPACE" in each
    }
    assert len(spaces) == 1, f"one service writes its metrics to {spaces}"
    return spaces | {apis[name] for kind, name in resources if kind == "AWS::ApiGateway::RestApi"}


ours, theirs = (list_resources(stack) for stack in sys.argv[1:])
shared = (ours & theirs) | (list_names(ours) & list_names(theirs))
print(f"{len(ours)} and {len(theirs)} named resources, {len(shared)} of them of both")
sys.exit(f"Of both: {sorted(map(str, shared))}" if shared else 0)
