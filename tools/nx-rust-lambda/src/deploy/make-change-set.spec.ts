/** Data and addresses in nested stacks, of which a parent's change set says nothing. */
import { changed, deploy, type Answers } from './testing/scripted-cloudformation';
import { parseTemplate } from '../sam/sam-template';

const text = (memory: number) => `
Resources:
  Echo: { Type: AWS::Serverless::Function, Properties: { MemorySize: ${memory} } }
  Orders: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: https://s3/x } }
`;
const echo = { LogicalResourceId: 'Echo' };
const nested = (ChangeSetId: string, LogicalResourceId = 'Orders') => ({
  LogicalResourceId,
  ResourceType: 'AWS::CloudFormation::Stack',
  ChangeSetId,
});
const table = (more: object) => ({
  LogicalResourceId: 'Table',
  ResourceType: 'AWS::DynamoDB::Table',
  ...more,
});

/** What each change set lists; the first is the whole stack's. */
const listing = (sets: Record<string, object>): Answers['x'] => [
  (input) => sets[String(input['ChangeSetName'])] ?? { Status: 'FAILED', StatusReason: 'unknown' },
];
const run = (sets: Record<string, object>, more: Answers = {}) =>
  deploy(
    { GetTemplate: [{ TemplateBody: text(128) }], DescribeChangeSet: listing(sets), ...more },
    { template: parseTemplate(text(256), 'template.yml'), extent: 'whole' },
  );
const lost = (what: string) =>
  `this would lose data: ${what}; nothing was changed; add --allow-data-loss if that is meant`;

test.each<[string, object, string | undefined]>([
  ['removed', table({ Action: 'Remove' }), 'Orders/Table (AWS::DynamoDB::Table) would be removed'],
  [
    'replaced',
    table({ Replacement: 'True', PolicyAction: 'ReplaceAndDelete' }),
    'Orders/Table (AWS::DynamoDB::Table) would be replaced',
  ],
  ['removed and kept', table({ Action: 'Remove', PolicyAction: 'Retain' }), undefined],
  [
    'replaced with a snapshot',
    table({ Replacement: 'True', PolicyAction: 'ReplaceAndSnapshot' }),
    undefined,
  ],
  ['changed', table({ Replacement: 'False' }), undefined],
])('a table in a nested stack that would be %s', async (_, change, what) => {
  const { aws, result } = await run({
    'change-set': changed(echo, nested('inside')),
    inside: changed(change),
  });
  if (what === undefined) expect(result).toMatchObject({ type: 'deployed' });
  else expect(result).toBe(lost(what));
  expect(aws.input('CreateChangeSet')['IncludeNestedStacks']).toBe(true);
});

test('a nested stack in a nested stack, with pages', async () => {
  const pages: Answers['x'] = [
    ({ ChangeSetName: name, NextToken: token }) => {
      if (name === 'change-set') return changed(nested('inside'));
      if (name === 'inside') return changed(nested('deep', 'Inner'));
      return token === undefined
        ? { ...changed(echo), NextToken: '2' }
        : changed(table({ Action: 'Remove' }));
    },
  ];
  const { result } = await run({}, { DescribeChangeSet: pages });
  expect(result).toBe(lost('Orders/Inner/Table (AWS::DynamoDB::Table) would be removed'));
});

test('where CloudFormation cannot look into nested stacks, the deploy says so and goes on', async () => {
  const reason = 'Usage of {{IntrinsicFunction:x/Fn::GetAtt}} is not allowed.';
  const { aws, reported, result } = await run(
    {},
    {
      CreateChangeSet: [{ Id: 'first' }, { Id: 'second' }],
      DescribeChangeSet: listing({
        first: { Status: 'FAILED', StatusReason: reason },
        second: changed(echo),
      }),
    },
  );
  expect(result).toMatchObject({ type: 'deployed' });
  expect(reported.join('\n')).toContain(
    `CloudFormation cannot work out what is in the nested stacks (${reason}); whether data in them would be lost is not known`,
  );
  expect(aws.input('CreateChangeSet', 1)['IncludeNestedStacks']).toBeUndefined();
  expect(aws.count('DeleteChangeSet')).toBe(1);
});

test('what is wrong with the template itself is told once', async () => {
  const { reported, result } = await run(
    {},
    {
      DescribeChangeSet: [{ Status: 'FAILED', StatusReason: 'Echo is invalid' }],
    },
  );
  expect(result).toMatchObject({ type: 'failed', reason: 'Echo is invalid' });
  expect(reported.join('\n')).not.toContain('nested');
});

test('without nested stacks nothing is asked for', async () => {
  const { aws } = await deploy({});
  expect(aws.input('CreateChangeSet')['IncludeNestedStacks']).toBeUndefined();
});
