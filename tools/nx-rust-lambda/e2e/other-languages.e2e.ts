/** What SAM builds beside Rust functions: a Node.js function and its layer, in the same stack. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { localServerOf } from './local-server';
import { createWorkspace, type Workspace } from './workspace';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
  // With one Rust function alone its deploy would cover all that there are.
  await workspace.nx(['g', 'rust-lambda', 'auth']);
  workspace.write('other/words/package.json', '{ "name": "words", "version": "1.0.0" }\n');
  workspace.write(
    'other/words/index.js',
    "exports.handler = async ({ word }) => require('said') + word;\n",
  );
  workspace.write('other/layer/nodejs/node_modules/said/index.js', "module.exports = 'said: ';\n");
  workspace.edit(
    'template.yml',
    '\nOutputs:',
    `
  WordsFunction:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: words
      CodeUri: other/words
      Handler: index.handler
      Runtime: nodejs20.x
      Architectures: [x86_64]
      Layers: [!Ref SaidLayer]

  SaidLayer:
    Type: AWS::Serverless::LayerVersion
    Properties:
      ContentUri: other/layer

Outputs:`,
  );
  await workspace.commit();
});
afterAll(() => workspace.dispose());

async function said(word: string): Promise<unknown> {
  const path = '/2015-03-31/functions/words/invocations';
  const body = JSON.stringify({ word });
  const answer = await localServerOf(workspace.root).call(path, { method: 'POST', body });
  return answer.json();
}

test('deploy-all builds what has no project, and it runs', async () => {
  const { code, output } = await workspace.nx(['run', 'stack:deploy-all']);
  expect(output).toMatch(/add +WordsFunction +AWS::Lambda::Function/);
  expect(output).toMatch(/add +SaidLayer\w+ +AWS::Lambda::LayerVersion/);
  expect(code).toBe(0);
  expect(await said('hello')).toBe('said: hello');
});

test('built again, it is the same', async () => {
  const { code, output } = await workspace.nx(['run', 'stack:deploy-all']);
  expect(output).toContain('no changes: stack rust-functions is up to date');
  expect(code).toBe(0);
});

test('a deploy of echo alone neither builds nor changes it', async () => {
  workspace.edit('other/layer/nodejs/node_modules/said/index.js', 'said: ', 'spoke: ');
  workspace.edit('template.yml', 'MemorySize: 128', 'MemorySize: 256');
  const { code, output } = await workspace.nx(['run', 'echo:deploy']);
  expect(output).toMatch(/modify +EchoFunction +AWS::Lambda::Function/);
  expect(output).not.toContain('building with sam');
  expect(output).not.toMatch(/(add|modify|remove) +(WordsFunction|SaidLayer)/);
  expect(output).toContain('WordsFunction.Properties.MemorySize: 128 -> 256');
  expect(code).toBe(0);
  expect(await said('hello')).toBe('said: hello');
});

test('what its build says is shown, and nothing is deployed or left behind', async () => {
  workspace.write('other/words/package.json', '{');
  const { code, output } = await workspace.nx(['run', 'stack:deploy-all']);
  expect(output).toMatch(/package\.json/);
  expect(output).toMatch(/^sam build ended with 1; what it said stands above$/m);
  expect(code).not.toBe(0);
  const folder = join(workspace.root, '.nx', 'packaging');
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
});
