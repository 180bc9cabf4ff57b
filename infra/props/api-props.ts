import type { EndpointType } from 'aws-cdk-lib/aws-apigateway';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';

/** The address of the API, and what stands in front of it. */
export interface ApiProps {
  /**
   * Name under which the API is called, as `models.example.com`; its record in DNS is yours to make
   * (`domain` of the construct). API Gateway's own address is then off.
   * @default - API Gateway's own address
   */
  readonly domainName?: string;
  /**
   * Certificate for `domainName`, of the stack's region.
   * @default - none
   */
  readonly certificate?: ICertificate;
  /**
   * Path below `domainName`, as `ml` or `ml/v1`, for a domain that several APIs share.
   * @default - none: the whole domain
   */
  readonly basePath?: string;
  /**
   * `EndpointType.PRIVATE` for an API that is reached from networks alone; `EDGE` is refused, as it
   * takes no stream longer than 30 seconds idle and no TLS policy of the others.
   * @default EndpointType.REGIONAL
   */
  readonly endpointType?: EndpointType;
  /**
   * Endpoints of `execute-api` in networks, by which a private API is reached.
   * @default - none: `policy` says who may call
   */
  readonly vpcEndpoints?: readonly IVpcEndpoint[];
  /**
   * Resource policy of the API: callers of other accounts need one, beside the permission in their
   * own.
   * @default - none; of a private API one that lets `vpcEndpoints` in, and nobody else
   */
  readonly policy?: PolicyDocument;
  /**
   * ARN of a web ACL of yours, of the stack's region. AWS's common rules want an exception for
   * bodies: they refuse those above 8 KB.
   * @default - none
   */
  readonly webAcl?: string;
  /**
   * Calls of one address in five minutes, 10 to 2,000,000,000, above which it is shut out for a
   * while: by a web ACL that is made for it, at 6 dollars a month and 0.60 per million calls. It
   * bounds what one address can cost, which `rateLimit` does not.
   * @default - no limit
   */
  readonly addressRateLimit?: number;
  /**
   * Origins of pages that may upload to the bucket by its signed addresses, as
   * `https://ml.example.com`. The API itself answers pages of any origin: a call carries its key or
   * signature itself, never a cookie.
   * @default - none
   */
  readonly corsOrigins?: readonly string[];
  /**
   * Writes a line for every call to the log bucket.
   * @default true
   */
  readonly accessLog?: boolean;
}
