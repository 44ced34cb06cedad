import { deploy, templateText } from './testing/scripted-cloudformation';

const sha256 = 'ab'.repeat(32);
const code = new Map([['Echo', { sha256, size: 1, file: '/echo', target: 'host' }]]);
const resource = { LogicalResourceId: 'Echo', PhysicalResourceId: 'functions-Echo' };

test('code that was changed past CloudFormation is packaged anew, under another name', async () => {
  const again: (string | undefined)[] = [];
  const deployed = templateText(256).replace(
    'MemorySize: 256',
    `MemorySize: 256, CodeUri: 's3://b/${sha256}.${sha256}.zip'`,
  );
  const { reported } = await deploy(
    {
      GetTemplate: [{ TemplateBody: deployed }],
      ListStackResources: [{ StackResourceSummaries: [resource] }],
      GetFunctionConfiguration: [{ CodeSha256: 'evil' }],
    },
    {
      code,
      packageTemplate: async (template, changed) => {
        again.push(...[...changed.values()].map((each) => each.again));
        return { template, codeSha256: {}, bucket: async () => ({ name: 'bucket', owner: '1' }) };
      },
    },
  );
  expect(again).toEqual([expect.stringMatching(/^[0-9a-f]{8}$/)]);
  expect(reported).toContain('Echo runs code that no deploy has sent; sending it again');
});

test('code that the stack runs already is not packaged again', async () => {
  const packaged: string[][] = [];
  const deployed = templateText(256).replace(
    'MemorySize: 256',
    `MemorySize: 256, CodeUri: 's3://b/${sha256}.${sha256}.zip'`,
  );
  const running = Buffer.from(sha256, 'hex').toString('base64');
  const { result } = await deploy(
    {
      GetTemplate: [{ TemplateBody: deployed }],
      ListStackResources: [{ StackResourceSummaries: [resource] }],
      GetFunctionConfiguration: [{ CodeSha256: running }],
    },
    {
      code,
      packageTemplate: async (template, code) => {
        packaged.push([...code.keys()]);
        return { template, codeSha256: {}, bucket: async () => ({ name: 'bucket', owner: '1' }) };
      },
    },
  );
  expect(packaged).toEqual([[]]);
  expect(result).toMatchObject({ type: 'no-changes' });
});

test('an update after which Lambda runs something else fails', async () => {
  const answers = {
    ListStackResources: [{ StackResourceSummaries: [resource] }],
    GetFunctionConfiguration: [{ CodeSha256: 'evil' }],
  };
  const { aws, result } = await deploy(answers, {
    packageTemplate: async (template) => ({
      template,
      codeSha256: { Echo: 'sent' },
      bucket: async () => ({ name: 'bucket', owner: '1' }),
    }),
  });
  expect(aws.count('ExecuteChangeSet')).toBe(1);
  expect(result).toMatch(
    /^stack functions was updated, but Echo runs code with the checksum evil where sent was sent; somebody else wrote/,
  );
});
