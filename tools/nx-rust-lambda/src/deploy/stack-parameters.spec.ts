import { keepsValues, parametersFor, type ParameterValues } from './stack-parameters';

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
