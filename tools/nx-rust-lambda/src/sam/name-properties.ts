/** Knows which property names a resource, and what CloudFormation's physical id has of that name. */
import type { Json } from './sam-template';

export interface NameProperty {
  readonly name: string;
  /** The type that CloudFormation makes it, where SAM's is another. */
  readonly type: string;
  /** Whether `Ref` gives the name. */
  readonly isRef: boolean;
}

// Properties and values of Ref: AWS CloudFormation's template reference, one page for each type.
const named: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Events::EventBus': 'Name',
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::Kinesis::Stream': 'Name',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SSM::Parameter': 'Name',
};
/** Types whose Ref is a URL or an ARN that ends in the name. */
const namedByEnd: Readonly<Record<string, string>> = {
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};
const serverless: Readonly<Record<string, { readonly type: string; readonly name: string }>> = {
  'AWS::Serverless::Function': { type: 'AWS::Lambda::Function', name: 'FunctionName' },
  'AWS::Serverless::SimpleTable': { type: 'AWS::DynamoDB::Table', name: 'TableName' },
  'AWS::Serverless::StateMachine': { type: 'AWS::StepFunctions::StateMachine', name: 'Name' },
};

export function nameProperty(resourceType: Json | undefined): NameProperty | undefined {
  const written = String(resourceType);
  const type = serverless[written]?.type ?? written;
  const name = serverless[written]?.name ?? named[type] ?? namedByEnd[type];
  return name === undefined ? undefined : { name, type, isRef: type in named };
}

/** The name in a physical id: of `https://…/1234/jobs` and `arn:aws:sns:…:jobs` it is `jobs`. */
export function nameInPhysicalId(type: string, physicalId: string): string {
  return type in namedByEnd ? physicalId.replace(/^.*[/:]/, '') : physicalId;
}
