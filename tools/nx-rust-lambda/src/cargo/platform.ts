/**
 * Knows for which platforms a dependency can be built: `[target.'cfg(…)'.dependencies]`.
 * https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html#platform-specific-dependencies
 */

/**
 * Whether a function, or a build script or procedural macro on the way to it, could need what a manifest
 * asks for under this platform. What is compiled is compiled for Linux or macOS; whatever is not sure to be
 * false there counts as true.
 *
 * @param platform as in a manifest: a triple or `cfg(…)`; undefined for every platform
 */
export function mayBeOurs(platform: string | undefined): boolean {
  if (platform === undefined) return true;
  const text = /^cfg\(([^]*)\)$/.exec(platform.trim())?.[1];
  if (text === undefined) return !isForeignTriple.test(platform);
  const tokens = text.match(/"[^"]*"|\w+|[^\s\w]/g) ?? [];
  const { value, rest } = evaluate(tokens);
  return rest.length > 0 || value !== false;
}

const isForeignTriple = /^wasm|-windows(?:-|$)/;

/** undefined: on some of our platforms, or nobody knows. */
type Truth = boolean | undefined;
interface Evaluated {
  readonly value: Truth;
  readonly rest: readonly string[];
}

function evaluate([first = '', next, ...rest]: readonly string[]): Evaluated {
  if (next === '(') {
    const { values, rest: after } = list(rest);
    return { value: combine(first, values), rest: after };
  }
  if (next === '=') return { value: isEqual(first, rest[0] ?? ''), rest: rest.slice(1) };
  return { value: named.get(first), rest: next === undefined ? [] : [next, ...rest] };
}

/** Up to its closing bracket, which may follow a comma. */
function list(tokens: readonly string[]): { values: Truth[]; rest: readonly string[] } {
  const values: Truth[] = [];
  let rest = tokens;
  while (rest.length > 0 && rest[0] !== ')') {
    const one = evaluate(rest);
    values.push(one.value);
    rest = one.rest[0] === ',' ? one.rest.slice(1) : one.rest;
  }
  return { values, rest: rest.slice(1) };
}

function combine(operator: string, values: readonly Truth[]): Truth {
  if (operator === 'not') return values[0] === undefined ? undefined : !values[0];
  if (operator !== 'all' && operator !== 'any') return undefined;
  const decides = operator === 'any';
  if (values.includes(decides)) return decides;
  return values.includes(undefined) ? undefined : !decides;
}

const named: ReadonlyMap<string, Truth> = new Map([
  ['unix', true],
  ['windows', false],
  ['true', true],
  ['false', false],
]);

function isEqual(key: string, quoted: string): Truth {
  const value = quoted.slice(1, -1);
  switch (key) {
    case 'target_family':
      return value === 'unix';
    case 'target_os':
      return value === 'linux' || value === 'macos' ? undefined : false;
    case 'target_arch':
      return value.startsWith('wasm') ? false : undefined;
    case 'target_env':
      return value === 'msvc' ? false : undefined;
    default:
      return undefined;
  }
}
