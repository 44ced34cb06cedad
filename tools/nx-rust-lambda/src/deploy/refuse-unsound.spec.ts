import { parseTemplate } from '../sam/sam-template';
import { deploy } from './testing/scripted-cloudformation';

const template = (text: string) => ({ template: parseTemplate(text, 'template.yml') });

const withParameter = (parameter: string) => `
Parameters:
  Size: { ${parameter} }
Resources:
  Echo: { Type: AWS::Serverless::Function, Properties: { MemorySize: !Ref Size } }
`;

test.each([
  [
    'a parameter without a value',
    withParameter('Type: Number'),
    'template.yml:3: parameter Size has no Default and no value yet; give it in [production.deploy.parameters] of samconfig.toml, as variable STACK_PARAMETER_Size, or with --parameterOverrides=Size=…',
  ],
  [
    'a function that is not deployed',
    `
Resources:
  Echo: { Type: AWS::Serverless::Function, Properties: { Role: !GetAtt Other.Arn } }
  Other: { Type: AWS::Serverless::Function }
`,
    'template.yml:3: Echo refers to Other, which is not deployed; deploy both: deploy Echo Other',
  ],
  [
    'more outputs than CloudFormation takes',
    `
Resources:
  Echo: { Type: AWS::Serverless::Function }
Outputs:
${Array.from({ length: 201 }, (_, index) => `  Out${index}: { Value: !Ref Echo }`).join('\n')}
`,
    "template.yml:4: the stack would have 201 Outputs, more than CloudFormation's 200; drop those that nobody reads",
  ],
])('%s stops the deploy before anything is uploaded', async (_, text, sentence) => {
  const { aws, result } = await deploy({}, template(text));
  expect(result).toBe(sentence);
  expect(aws.calls).toEqual(['DescribeStacks', 'GetTemplate']);
});

test('what SAM no longer makes, and something that stays reads, stops it as well', async () => {
  const deployed = `
Resources:
  Echo: { Type: AWS::Serverless::Function }
  Auth: { Type: AWS::Serverless::Function }
Outputs:
  RoleArn: { Value: !GetAtt EchoRole.Arn }
`;
  const { aws, result } = await deploy(
    { GetTemplate: [{ TemplateBody: deployed }] },
    template(`
Resources:
  Echo: { Type: AWS::Serverless::Function, Properties: { Role: 'arn:aws:iam::1:role/own' } }
`),
  );
  expect(result).toBe(
    "template.yml:3: Echo no longer makes EchoRole, which output 'RoleArn' refers to as it is deployed; npx nx run stack:deploy-all -c production brings both to template.yml",
  );
  expect(aws.calls).toEqual(['DescribeStacks', 'GetTemplate']);
});

test('a name that stands for two things is refused', async () => {
  const queue = (type: string) => `
Resources:
  Echo: { Type: AWS::Serverless::Function, Properties: { X: !Ref Jobs } }
  Jobs: { Type: ${type} }
`;
  const { result } = await deploy(
    { GetTemplate: [{ TemplateBody: queue('AWS::SNS::Topic') }] },
    template(queue('AWS::SQS::Queue')),
  );
  expect(result).toBe(
    'template.yml:4: Echo refers to Jobs, which is AWS::SQS::Queue in template.yml and AWS::SNS::Topic as it is deployed; somebody else may have taken the name: rename one of them',
  );
});

test('a value that the stack has stays, and is enough', async () => {
  const { result } = await deploy(
    {
      DescribeStacks: [
        {
          Stacks: [
            {
              StackId: 'id',
              StackName: 'functions',
              StackStatus: 'UPDATE_COMPLETE',
              Parameters: [{ ParameterKey: 'Size', ParameterValue: '128' }],
            },
          ],
        },
      ],
    },
    template(withParameter('Type: Number')),
  );
  expect(result).toMatchObject({ type: 'deployed' });
});
