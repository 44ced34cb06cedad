import { parseTemplate, type Json } from '../../sam/sam-template';
import {
  givesParameters,
  keepsValues,
  mergeParameters,
  parametersFor,
  refuseSecretsIn,
  type ParameterValues,
} from './stack-parameters';
import { noEchoNames } from '../../sam/secrets';

const template = { Parameters: { A: {}, B: {} } };

test.each<
  [string, Record<string, string>, Record<string, string> | undefined, string[], ParameterValues]
>([
  ['a new stack gets what is given', { A: '1' }, undefined, [], { A: '1' }],
  ['a stack keeps what is not given', {}, { A: 'x', B: 'y' }, [], { A: undefined, B: undefined }],
  ['what is given replaces it', { A: '1' }, { A: 'x', B: 'y' }, [], { A: '1', B: undefined }],
  ['but not where something pinned reads it', { A: '1' }, { A: 'x' }, ['A'], { A: undefined }],
  ['what the template does not know is not sent', { C: '1' }, undefined, [], {}],
])('%s', (_, given, deployed, pinnedParameters, expected) => {
  const stack = deployed && { parameters: deployed };
  expect(parametersFor({ parameters: given }, stack, { template, pinnedParameters })).toEqual(
    expected,
  );
});

test.each<[ParameterValues, boolean]>([
  [{ A: undefined }, true],
  [{ A: 'x' }, true],
  [{ A: 'y' }, false],
  [{ B: 'new' }, false],
])('%j keeps the values of a stack: %s', (parameters, expected) => {
  expect(keepsValues(parameters, { parameters: { A: 'x' } })).toBe(expected);
});

const withSecret = parseTemplate(
  `Parameters:
  Stage: { Type: String }
  Size: { Type: Number, Default: 1 }
  DbPassword: { Type: String, NoEcho: true }
  Token: { Type: String, NoEcho: 'true' }
  Open: { Type: String, NoEcho: false }
Resources: {}
`,
  'template.yml',
);

test("a template's NoEcho parameters", () => {
  expect(noEchoNames(withSecret)).toEqual(['DbPassword', 'Token']);
  expect(noEchoNames(parseTemplate('Resources: {}', 'template.yml'))).toEqual([]);
});

const merged = (
  commandLine: Json | undefined,
  variables: Record<string, string | undefined> = {},
  file: Record<string, string> = { Stage: 'file', Size: '1' },
) => mergeParameters({ file, variables, commandLine }, withSecret);

test.each<[string, ReturnType<typeof merged>, Record<string, string>]>([
  ['the file alone', merged(undefined), { Stage: 'file', Size: '1' }],
  ['the command line over the file', merged('Stage=line'), { Stage: 'line', Size: '1' }],
  ['a repeated option', merged(['Stage=line', 'Size=2']), { Stage: 'line', Size: '2' }],
  ['a map', merged({ Size: '2' }), { Stage: 'file', Size: '2' }],
  [
    'a variable over the file',
    merged(undefined, { STACK_PARAMETER_Stage: 'variable', STACK_PARAMETERS: 'x', HOME: '/' }),
    { Stage: 'variable', Size: '1' },
  ],
  [
    'the command line over a variable',
    merged('Stage=line', { STACK_PARAMETER_Stage: 'variable' }),
    { Stage: 'line', Size: '1' },
  ],
  [
    'a secret by a variable',
    merged('', { STACK_PARAMETER_DbPassword: 'a b=c' }),
    { Stage: 'file', Size: '1', DbPassword: 'a b=c' },
  ],
  // samconfig.toml may serve several templates; what is not known is not sent.
  ['an unknown one of the file', merged('', {}, { Other: '1' }), { Other: '1' }],
])('parameters: %s', (_case, values, expected) => {
  expect(values.values).toEqual(expected);
});

test('what is asked for in so many words, and where', () => {
  const { asked } = merged('Stage=line', {
    STACK_PARAMETER_Stage: 'variable',
    STACK_PARAMETER_Token: 'x',
  });
  expect([...asked]).toEqual([
    ['Stage', '--parameterOverrides'],
    ['Token', 'STACK_PARAMETER_Token'],
  ]);
});

test.each([
  [
    'an unknown name on the command line',
    () => merged('Stge=prod'),
    /^template\.yml: has no parameter 'Stge', which --parameterOverrides gives; it knows Stage, Size, DbPassword, Token, Open$/,
  ],
  [
    'an unknown name of a variable',
    () => merged('', { STACK_PARAMETER_DBPASSWORD: 'secret' }),
    /^template\.yml: has no parameter 'DBPASSWORD', which a variable STACK_PARAMETER_… gives; it knows /,
  ],
  [
    'any name where the template has none',
    () =>
      mergeParameters(
        { file: {}, variables: {}, commandLine: 'A=1' },
        parseTemplate('Resources: {}', 't'),
      ),
    /^t: has no parameter 'A', which --parameterOverrides gives$/,
  ],
  [
    'no pair',
    () => merged('Stage prod'),
    /^--parameterOverrides has 'Stage prod', which is not Key=Value/,
  ],
  [
    'a secret on the command line',
    () => merged('DbPassword=hunter2'),
    /^template\.yml: DbPassword is NoEcho, and Nx prints and keeps .*; set the variable STACK_PARAMETER_DbPassword instead$/,
  ],
])('parameters: %s is a sentence, without a value', (_case, act, sentence) => {
  expect(act).toThrow(sentence);
  expect(act).not.toThrow(/hunter2|secret/);
});

test.each([
  ['--parameterOverrides=DbPassword=x'],
  ['--parameterOverrides', 'Stage=a DbPassword=x'],
  ['--parameterOverrides', 'Stage=a', '--parameterOverrides', '"DbPassword"=x'],
  ['--parameter-overrides=ParameterKey=DbPassword,ParameterValue=x'],
  ['--parameterOverrides={"Stage":"a","Token": "x"}'],
  ['--parameterOverrides.DbPassword=x'],
  ['--parameterOverrides.DbPassword', 'x'],
])('a NoEcho parameter on the command line is refused: %s %s %s %s', (...argv) => {
  expect(givesParameters(argv)).toBe(true);
  expect(() => refuseSecretsIn(argv, withSecret)).toThrow(/set the variable STACK_PARAMETER_/);
});

test.each([
  ['--parameterOverrides=Stage=a Size=2'],
  ['--parameterOverrides=Stage=DbPassword'],
  ['--parameterOverrides', 'Stage=a', '-c', 'Token'],
])('other parameters are not: %s %s %s %s', (...argv) => {
  expect(() => refuseSecretsIn(argv, withSecret)).not.toThrow();
});

test.each([['--payload', '{"Token":"x"}'], ['--verbose'], ['run', 'echo:deploy']])(
  'a command line without parameters: %s %s',
  (...argv) => {
    expect(givesParameters(argv)).toBe(false);
  },
);
