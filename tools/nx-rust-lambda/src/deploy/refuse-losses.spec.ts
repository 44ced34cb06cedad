import { changed, deploy, templateText } from './testing/scripted-cloudformation';

const remove = (LogicalResourceId: string, ResourceType: string) => ({
  LogicalResourceId,
  ResourceType,
  Action: 'Remove',
});
const echo = { LogicalResourceId: 'Echo' };
const url = remove('EchoUrl', 'AWS::Lambda::Url');
const withUrl = templateText(128).replace(
  'MemorySize: 128',
  'MemorySize: 128, FunctionUrlConfig: {}',
);
const stack = { GetTemplate: [{ TemplateBody: withUrl }] };

test('an address that would go needs --allow-removal, and is listed before', async () => {
  const answers = { ...stack, DescribeChangeSet: [changed(echo, url)] };
  const { aws, reported, result } = await deploy(answers);
  expect(result).toBe(
    'this would take away what others may call: EchoUrl (AWS::Lambda::Url) would be removed; another one would have another address; nothing was changed; add --allow-removal if that is meant',
  );
  expect(reported.join('\n')).toMatch(
    /^this takes away:\n {2}EchoUrl {2}AWS::Lambda::Url {2}an address that others may know$/m,
  );
  expect([aws.count('ExecuteChangeSet'), aws.count('DeleteChangeSet')]).toEqual([0, 1]);
  const allowed = await deploy(answers, { allowRemoval: true });
  expect(allowed.result).toMatchObject({ type: 'deployed' });
});

test('what is no address is listed alone', async () => {
  const rule = remove('EchoDaily', 'AWS::Events::Rule');
  const { reported, result } = await deploy({ DescribeChangeSet: [changed(echo, rule)] });
  expect(result).toMatchObject({ type: 'deployed' });
  expect(reported.join('\n')).toContain('this takes away:\n  EchoDaily  AWS::Events::Rule');
});

test('data and an address need both words, which are said at once', async () => {
  const table = remove('EchoTable', 'AWS::DynamoDB::Table');
  const { result } = await deploy(
    { ...stack, DescribeChangeSet: [changed(echo, url, table)] },
    { extent: 'whole' },
  );
  expect(result).toMatch(/^this would lose data: EchoTable .*; this would take away .*EchoUrl/);
  expect(result).toMatch(/add --allow-data-loss --allow-removal if that is meant$/);
});
