/**
 * What the local AWS does otherwise than AWS, as one table. A deploy says the rows that its own
 * resources meet; docs/local-aws.md has all of them. Pure.
 */
import { objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import { eventsOf, hasValue, resourcesOf, someObject, type Resource } from './template-questions';

/** A row: what is meant, and what becomes of it on the local AWS. */
export interface Difference {
  readonly what: string;
  readonly here: string;
  /** Whether a resource meets it; what every deploy meets has none, and stands in the docs alone. */
  readonly meets?: (resource: Resource) => boolean;
}

const ofType =
  (...types: readonly string[]) =>
  ({ type }: Resource) =>
    types.includes(type);

const isServerless = ofType('AWS::Serverless::Function');
const isFunction = ofType('AWS::Serverless::Function', 'AWS::Lambda::Function');
const isHttpApi = ofType('AWS::Serverless::HttpApi', 'AWS::ApiGatewayV2::Api');
const isMapping = ofType('AWS::Lambda::EventSourceMapping');

const streamSettings = [
  'FunctionResponseTypes',
  'MaximumRetryAttempts',
  'MaximumRecordAgeInSeconds',
  'BisectBatchOnFunctionError',
  'DestinationConfig',
];
const unreadSources = ['MSK', 'SelfManagedKafka', 'MQ', 'DocumentDB'];
const unreadSettings = [
  'AmazonManagedKafkaEventSourceConfig',
  'SelfManagedEventSource',
  'DocumentDBEventSourceConfig',
  'Queues',
];
const throttles = ['ThrottlingBurstLimit', 'ThrottlingRateLimit'];
const localRuntimes = ['provided', 'python', 'nodejs'];

const destination = (properties: JsonObject, kind: string): JsonObject =>
  objectAt(properties, 'EventInvokeConfig', 'DestinationConfig', kind);

/** A trigger that ministack invokes; PreSignUp only for users of another identity provider. */
const isInvokedTrigger = (name: string): boolean => name.startsWith('PreTokenGeneration');

const triggersOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

export const differences: readonly Difference[] = [
  {
    what: 'JWT authorizers, and those of Cognito user pools',
    here: 'refuse every token (401)',
    meets: ({ type, properties }) =>
      (/^AWS::(Serverless::(HttpApi|Api)|ApiGateway)/.test(type) &&
        someObject(properties, (one) =>
          ['JwtConfiguration', 'UserPoolArn', 'OpenIdConnectUrl', 'jwtConfiguration'].some(
            (key) => key in one,
          ),
        )) ||
      properties['AuthorizerType'] === 'JWT' ||
      someObject(properties, (one) =>
        /^cognito_user_pools$/i.test(String(one['type'] ?? one['Type'])),
      ),
  },
  {
    what: 'Triggers of Cognito user pools',
    here: 'are not invoked, PreTokenGeneration apart',
    meets: (resource) =>
      (resource.type === 'AWS::Cognito::UserPool' &&
        Object.keys(objectAt(resource.properties, 'LambdaConfig')).some(
          (name) => !isInvokedTrigger(name),
        )) ||
      eventsOf(resource).some(
        ({ type, properties }) =>
          type === 'Cognito' &&
          triggersOf(properties['Trigger']).some((name) => !isInvokedTrigger(String(name))),
      ),
  },
  {
    what: 'Failed batches of DynamoDB and Kinesis streams',
    here: 'are sent again until they succeed; partial failures, retry limits, splitting and on-failure destinations do not count',
    meets: (resource) =>
      (isMapping(resource) &&
        'StartingPosition' in resource.properties &&
        hasValue(resource.properties, streamSettings)) ||
      eventsOf(resource).some(
        ({ type, properties }) =>
          ['DynamoDB', 'Kinesis'].includes(type) && hasValue(properties, streamSettings),
      ),
  },
  {
    what: 'Kafka, MQ and DocumentDB as event sources',
    here: 'are not read',
    meets: (resource) =>
      (isMapping(resource) && hasValue(resource.properties, unreadSettings)) ||
      eventsOf(resource).some(({ type }) => unreadSources.includes(type)),
  },
  {
    what: 'OnSuccess destinations',
    here: 'get nothing',
    meets: ({ type, properties }) =>
      'Destination' in objectAt(properties, 'DestinationConfig', 'OnSuccess') ||
      (type === 'AWS::Serverless::Function' &&
        Object.keys(destination(properties, 'OnSuccess')).length > 0),
  },
  {
    what: 'OnFailure destinations other than queues and topics',
    here: 'get nothing',
    meets: ({ properties }) =>
      ['EventBridge', 'Lambda', 'S3Bucket'].includes(
        String(destination(properties, 'OnFailure')['Type']),
      ),
  },
  {
    what: 'Dead-letter queues',
    here: 'get the record of the failure with the event in it, not the event alone',
    meets: (resource) =>
      isFunction(resource) &&
      hasValue(resource.properties, ['DeadLetterQueue', 'DeadLetterConfig']),
  },
  {
    what: 'Provisioned concurrency',
    here: 'is accepted and changes nothing',
    meets: ({ properties }) => hasValue(properties, ['ProvisionedConcurrencyConfig']),
  },
  {
    what: 'DeploymentPreference',
    here: 'makes the deploy fail: there is no CodeDeploy',
    meets: (resource) =>
      resource.type.startsWith('AWS::CodeDeploy::') ||
      (isServerless(resource) &&
        hasValue(resource.properties, ['DeploymentPreference']) &&
        objectAt(resource.properties, 'DeploymentPreference')['Enabled'] !== false),
  },
  {
    what: 'VpcConfig',
    here: "is left out: the function has this machine's network",
    meets: (resource) => isFunction(resource) && hasValue(resource.properties, ['VpcConfig']),
  },
  {
    what: 'FileSystemConfigs',
    here: 'are not mounted',
    meets: ({ properties }) => hasValue(properties, ['FileSystemConfigs']),
  },
  {
    what: 'Layers of provided runtimes',
    here: 'are on PATH and LD_LIBRARY_PATH, not in /opt',
    meets: (resource) =>
      isFunction(resource) &&
      hasValue(resource.properties, ['Layers']) &&
      !/^(python|nodejs)/.test(String(resource.properties['Runtime'])),
  },
  {
    what: 'Tracing',
    here: 'leaves no traces: there is no X-Ray',
    meets: ({ properties }) =>
      properties['Tracing'] === 'Active' ||
      objectAt(properties, 'TracingConfig')['Mode'] === 'Active' ||
      properties['TracingEnabled'] === true,
  },
  {
    what: 'AWS_IAM authorization',
    here: 'asks for a signature and does not check it',
    meets: (resource) =>
      resource.properties['AuthType'] === 'AWS_IAM' ||
      resource.properties['AuthorizationType'] === 'AWS_IAM' ||
      objectAt(resource.properties, 'FunctionUrlConfig')['AuthType'] === 'AWS_IAM' ||
      objectAt(resource.properties, 'Auth')['DefaultAuthorizer'] === 'AWS_IAM' ||
      eventsOf(resource).some(
        ({ properties }) => objectAt(properties, 'Auth')['Authorizer'] === 'AWS_IAM',
      ),
  },
  {
    what: 'Domain names of APIs',
    here: "do not lead here; use the API's own URL",
    meets: ({ type, properties }) =>
      /^AWS::ApiGateway(V2)?::DomainName$/.test(type) ||
      (/^AWS::Serverless::(HttpApi|Api)$/.test(type) && hasValue(properties, ['Domain'])),
  },
  {
    what: 'Throttling of HTTP APIs',
    here: 'is not applied',
    meets: (resource) =>
      (isHttpApi(resource) || resource.type === 'AWS::ApiGatewayV2::Stage') &&
      someObject(resource.properties, (one) => hasValue(one, throttles)),
  },
  {
    what: 'Access logs of APIs',
    here: 'are not written',
    meets: ({ properties }) => hasValue(properties, ['AccessLogSettings', 'AccessLogSetting']),
  },
  {
    what: 'DisableExecuteApiEndpoint',
    here: "changes nothing: the API's own URL answers",
    meets: ({ properties }) => properties['DisableExecuteApiEndpoint'] === true,
  },
  {
    what: 'Functions from images, and runtimes other than provided, Python and Node.js',
    here: 'need Docker',
    meets: (resource) => {
      if (!isFunction(resource)) return false;
      const { Runtime: runtime, PackageType: kind } = resource.properties;
      const isKnown = (name: string) => localRuntimes.some((prefix) => name.startsWith(prefix));
      return kind === 'Image' || (typeof runtime === 'string' && !isKnown(runtime));
    },
  },
  {
    what: 'Signing with KMS keys',
    here: 'fails',
    meets: ({ type, properties }) =>
      type === 'AWS::KMS::Key' && properties['KeyUsage'] === 'SIGN_VERIFY',
  },
  {
    what: 'Architectures',
    here: 'is noted: the bootstrap is built for this machine',
  },
  { what: 'Roles and policies', here: 'are kept and not asked: every function may do everything' },
  { what: 'MemorySize and EphemeralStorage', here: 'are no limits; Timeout is one' },
  { what: "Lambda's limits for payloads and code", here: 'are not applied' },
  { what: 'The Telemetry API and the Logs API', here: 'answer that they are not supported' },
  { what: 'A change to a REST API', here: 'is live at once, before its deployment' },
  {
    what: "The lines of one invocation's log",
    here: 'have one time, and are there once it has ended',
  },
];

/** The lines that a deploy of these resources to the local AWS says: one for each row that they meet. */
export function differenceLines(template: JsonObject, inScope: readonly string[]): string[] {
  const resources = resourcesOf(template, inScope);
  return differences.flatMap(({ what, here, meets }) => {
    const ids = resources.filter((one) => meets?.(one)).map(({ id }) => id);
    return ids.length > 0 ? [`otherwise than on AWS: ${what} ${here} (${ids.join(', ')})`] : [];
  });
}
