/** After a deploy: where its functions can be reached, with no Output written by hand. */
import { createWorkspace, type Workspace } from './workspace';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
  workspace.edit(
    'template.yml',
    '      CodeUri: apps/echo\n',
    `      CodeUri: apps/echo
      FunctionUrlConfig: { AuthType: NONE }
      Events:
        Rest: { Type: Api, Properties: { Path: /rest, Method: post } }
        Http: { Type: HttpApi, Properties: { Path: /http, Method: get } }
`,
  );
});
afterAll(() => workspace.dispose());

test('function URL, REST and HTTP API, each answers at the address that is shown', async () => {
  const { code, output } = await workspace.nx(['run', 'echo:deploy']);
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
  const shown = output.slice(output.indexOf('to be reached at:\n'));
  const rows = [...shown.matchAll(/^ +([A-Z]+) +(http:\S+) +EchoFunction$/gm)];
  expect(rows.map(([, method]) => method).sort()).toEqual(['ANY', 'GET', 'POST']);
  for (const [, method = '', url = ''] of rows) {
    const answer = await fetch(url, {
      method: method === 'ANY' ? 'POST' : method,
      ...(method === 'GET' ? {} : { body: '{}' }),
    });
    // echo takes no event of an API: that it failed at it says that it was asked.
    expect(`${answer.status} ${url}`).toMatch(/^50[02] /);
  }
});

test('they are shown again where nothing has changed', async () => {
  const { output } = await workspace.nx(['run', 'echo:deploy']);
  expect(output).toContain('no changes');
  expect(output).toMatch(/^ +POST +http:\S+\/rest +EchoFunction$/m);
});
