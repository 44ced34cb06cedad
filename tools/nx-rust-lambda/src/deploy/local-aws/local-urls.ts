/** Knows under which path the local AWS serves what has a host name of its own in the real one. */

const patterns: readonly [RegExp, string][] = [
  [/https:\/\/([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com/g, '/_aws/execute-api/$1'],
  [/https:\/\/([a-z0-9]+)\.lambda-url\.[a-z0-9-]+\.on\.aws/g, '/_aws/lambda-url/$1'],
];

/** An output's value as it works on this machine. */
export function localUrl(value: string, endpoint: string): string {
  return patterns.reduce((text, [from, to]) => text.replace(from, `${endpoint}${to}`), value);
}
