import { localUrl } from './local-urls';

test.each([
  [
    'https://ab12.execute-api.eu-west-1.amazonaws.com/Prod/x',
    'http://l:1/_aws/execute-api/ab12/Prod/x',
  ],
  ['https://q9.lambda-url.us-east-1.on.aws/', 'http://l:1/_aws/lambda-url/q9/'],
  ['a https://q9.lambda-url.us-east-1.on.aws/ b', 'a http://l:1/_aws/lambda-url/q9/ b'],
  ['arn:aws:lambda:us-east-1:1:function:x', 'arn:aws:lambda:us-east-1:1:function:x'],
  ['https://example.com/', 'https://example.com/'],
])('%s', (value, expected) => {
  expect(localUrl(value, 'http://l:1')).toBe(expected);
});
