/** An older branch deploys its function, after a colleague has deployed from a newer one. */
import { SharedStack, stackName } from './colleagues';
import { deployHere, type DeployTask } from './deploy-task';
import { accountId } from '../src/aws/clients';
import { ensureBucket, ensureObject } from '../src/aws/storage';
import { zipBootstrap } from '../src/deploy/packaging/code-archive';
import { objectAt, parseTemplate } from '../src/sam/sam-template';

let stack: SharedStack;
beforeAll(async () => {
  stack = await SharedStack.start();
  const bucket = { name: 'layers', owner: await accountId(stack.clients) };
  await ensureBucket(stack.clients, bucket);
  const layer = zipBootstrap(Buffer.from('layer'), 'stored');
  await ensureObject(stack.clients, { bucket, key: 'layer.zip' }, layer);
});
afterAll(() => stack.stop());

const fn = (id: string, memory = 128, more = '') => `  ${id}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: apps/x
      Handler: bootstrap
      Runtime: provided.al2023
      MemorySize: ${memory}
${more}`;
const templateOf = (parts: string, outputs = '') =>
  `Transform: AWS::Serverless-2016-10-31\nResources:\n${parts}${outputs && `Outputs:\n${outputs}`}`;

/** Deploys functions of one template, each with code of its own. */
async function deploy(
  name: string,
  template: string,
  ids: readonly string[],
  more: Partial<DeployTask> = {},
) {
  const functions = Object.fromEntries(ids.map((id) => [id, stack.bootstrap(`${name} ${id}`)]));
  return deployHere({ ...stack.place, stackName: name, template, functions, ...more });
}

interface Story {
  /** What the colleague has deployed, and the older branch. */
  readonly shared: readonly [colleague: string, older: string];
  readonly outputs?: readonly [colleague: string, older: string];
  /** The entry that has to stay: `Resources.Nightly`. */
  readonly kept: readonly [section: string, name: string];
}

const rule = (...targets: string[]) => `  Nightly:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 day)
      Targets:
${targets.map((id) => `        - { Id: ${id}, Arn: !GetAtt ${id}.Arn }\n`).join('')}`;
const queue = '  Jobs: { Type: AWS::SQS::Queue }\n';
const mapping = (id: string) => `  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref ${id}, EventSourceArn: !GetAtt Jobs.Arn, BatchSize: 5 }
`;
const permission = (id: string, account: string) => `  Allowed:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref ${id}
      Principal: events.amazonaws.com
      SourceAccount: '${account}'
`;
const topic = (name: string) => `  Alerts:
    Type: AWS::SNS::Topic
    Properties: { DisplayName: ${name} }
`;
const layer = (description: string) => `  Layer:
    Type: AWS::Lambda::LayerVersion
    Properties: { LayerName: l, Description: ${description}, Content: { S3Bucket: layers, S3Key: layer.zip } }
`;
const policy = (...ids: string[]) => `  Access:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
${ids.map((id) => `          - { Effect: Allow, Action: 'lambda:InvokeFunction', Resource: !GetAtt ${id}.Arn }\n`).join('')}`;
const alarm = (id: string, ...actions: string[]) => `  Failing:
    Type: AWS::CloudWatch::Alarm
    Properties:
      ComparisonOperator: GreaterThanThreshold
      EvaluationPeriods: 1
      Threshold: ${actions.length}
      Period: 60
      Statistic: Sum
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions: [{ Name: FunctionName, Value: !Ref ${id} }]
      AlarmActions: [${actions.map((action) => `!GetAtt ${action}.Arn`).join(', ')}]
`;
const output = (...ids: string[]) =>
  `  Functions: { Value: !Sub '${ids.map((id) => `\${${id}.Arn}`).join(',')}' }\n`;

const stories: [string, Story][] = [
  [
    'a rule with two targets',
    { shared: [rule('Echo', 'Billing'), rule('Echo')], kept: ['Resources', 'Nightly'] },
  ],
  [
    'a topic of nobody',
    { shared: [topic('colleague'), topic('before')], kept: ['Resources', 'Alerts'] },
  ],
  [
    'a mapping that was moved',
    {
      shared: [queue + mapping('Billing'), queue + mapping('Echo')],
      kept: ['Resources', 'Mapping'],
    },
  ],
  [
    'a permission that was moved',
    {
      shared: [permission('Billing', '111111111111'), permission('Echo', '222222222222')],
      kept: ['Resources', 'Allowed'],
    },
  ],
  ['a layer', { shared: [layer('colleague'), layer('before')], kept: ['Resources', 'Layer'] }],
  [
    "a policy's statement",
    { shared: [policy('Echo', 'Billing'), policy('Echo')], kept: ['Resources', 'Access'] },
  ],
  [
    'an alarm of two functions',
    { shared: [alarm('Echo', 'Billing'), alarm('Echo')], kept: ['Resources', 'Failing'] },
  ],
  [
    'an output of two functions',
    {
      shared: ['', ''],
      outputs: [output('Echo', 'Billing'), output('Echo')],
      kept: ['Outputs', 'Functions'],
    },
  ],
];

const branches: [string, string, DeployTask['extent']][] = [
  ['one that has this function alone', '', 'shared'],
  ['its function, of two', fn('Auth'), 'functions'],
];

describe.each(stories)('%s', (_, { shared, outputs, kept: [section, name] }) => {
  const [theirs, ours] = shared;
  const all = fn('Echo') + fn('Billing');
  const colleague = templateOf(all + theirs, outputs?.[0]);
  const expected = objectAt(parseTemplate(colleague, 't').data, section)[name];

  test.each(branches)('stays where an older branch deploys: %s', async (branch, more, extent) => {
    const stackIs = `${stackName}-${section}-${name}-${extent}`;
    const first = await deploy(stackIs, colleague, ['Echo', 'Billing'], { extent: 'whole' });
    expect(first.result).toBe('deployed');
    const older = templateOf(fn('Echo', 256) + more + ours, outputs?.[1]);
    const { result, lines } = await deploy(stackIs, older, ['Echo'], { extent });
    expect({ branch, result }).toEqual({ branch, result: 'deployed' });
    const template = await stack.template(stackIs);
    expect(objectAt(template, section)[name]).toEqual(expected);
    expect(objectAt(template, 'Resources', 'Echo', 'Properties')['MemorySize']).toBe(256);
    expect(lines).toContain(
      'not in scope, stays as deployed (npx nx run stack:deploy-all applies it):',
    );
    const named = section === 'Outputs' ? `Outputs.${name}` : name;
    expect(lines.filter((line) => line.startsWith(`  ${named}.`))).not.toEqual([]);
    expect(lines.filter((line) => /^ {2}(add|remove) /.test(line))).toEqual([]);
  });
});
