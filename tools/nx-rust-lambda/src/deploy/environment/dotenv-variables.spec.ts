import { dirname, join } from 'node:path';
import { dotenvNames, refuseMovingVariables } from './dotenv-variables';

const reason = (text: string) => {
  try {
    refuseMovingVariables(text, 'apps/echo/.env', 'production');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

test.each([
  ['AWS_CONFIG_FILE=tools/config', 'AWS_CONFIG_FILE', 1],
  ['# a comment\n\nexport AWS_PROFILE="other"', 'AWS_PROFILE', 3],
  ['A=1\r\nAWS_ENDPOINT_URL_S3: http://127.0.0.1:9\r\n', 'AWS_ENDPOINT_URL_S3', 2],
  ['  HTTPS_PROXY = http://proxy', 'HTTPS_PROXY', 1],
  ['https_proxy=http://proxy', 'https_proxy', 1],
  ['ALL_PROXY=x', 'ALL_PROXY', 1],
  ['NO_PROXY=', 'NO_PROXY', 1],
  ['NODE_OPTIONS=--require ./x.js', 'NODE_OPTIONS', 1],
  ['NODE_EXTRA_CA_CERTS=./ca.pem', 'NODE_EXTRA_CA_CERTS', 1],
  ['NODE_TLS_REJECT_UNAUTHORIZED=0', 'NODE_TLS_REJECT_UNAUTHORIZED', 1],
  ['AWS_CA_BUNDLE=./ca.pem', 'AWS_CA_BUNDLE', 1],
  ['RUSTC_WRAPPER=./wrap', 'RUSTC_WRAPPER', 1],
  [
    'CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=./ld',
    'CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER',
    1,
  ],
  ['LD_PRELOAD=./x.so', 'LD_PRELOAD', 1],
  ['PYTHONPATH=.', 'PYTHONPATH', 1],
  // What else of it: its .env.vault is decrypted then.
  ['DOTENV_KEY=x', 'DOTENV_KEY', 1],
])('%j is refused with its place', (text, name, line) => {
  expect(reason(text)).toMatch(
    `apps/echo/.env:${line}: sets ${name}, and Nx loads this file; a file of the workspace must not decide where or with what 'production' is deployed, so remove the line, and set ${name} in the shell if it is meant`,
  );
});

test.each([
  ['RUST_LOG=debug\nNODE_ENV=test\nSTACK_PARAMETER_Stage=x\nDATABASE_URL=postgres://x'],
  ['# AWS_PROFILE=x'],
  ['AWS_LAMBDA_FUNCTION_NAME=echo'],
  ['NOTE="line\nAWS_PROFILE=inside a value"'],
  [''],
])('%j moves no deploy', (text) => expect(reason(text)).toBeUndefined());

test('the names are those that Nx itself looks for', () => {
  const nx = dirname(require.resolve('nx/package.json'));
  const { getEnvPathsForTask } = require(join(nx, 'dist/src/tasks-runner/task-env-paths.js')) as {
    getEnvPathsForTask: (root: string, target: string, configuration: string) => string[];
  };
  const ours = dotenvNames('production');
  for (const target of ['build', 'deploy', 'deploy-all', 'diff', 'invoke', 'logs', 'destroy']) {
    const theirs = getEnvPathsForTask('apps/echo', target, 'production');
    const expected = theirs.map((path) => path.replace('apps/echo/', ''));
    expect(expected.filter((name) => !ours.includes(name))).toEqual([]);
    expect(expected).toContain('.env.production');
  }
});
