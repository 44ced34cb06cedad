import fc from 'fast-check';
import type { ArtifactSpec } from './artifact';
import { destinationOptions } from './build-options';
import { planBuild, type BuildRequest, type BuildSettings, type CargoRun } from './build-plan';

const arm = 'aarch64-unknown-linux-gnu.2.34';
const intel = 'x86_64-unknown-linux-gnu.2.26';

const settings: BuildSettings = { root: '/w', host: 'x86_64-unknown-linux-gnu' };
const spec = (bin: string, more: Partial<ArtifactSpec> = {}): ArtifactSpec => ({
  bin,
  features: [],
  functions: [],
  target: arm,
  path: `dist/apps/${bin}/bootstrap`,
  ...more,
});
function request(crate: string, artifacts: ArtifactSpec[], cargoWorkspace = '.'): BuildRequest {
  const local = artifacts.map((artifact) => ({ ...artifact, target: 'host' }));
  const options = {
    ...destinationOptions.lambda,
    crate,
    cargoWorkspace,
    artifacts: { lambda: artifacts, local },
    dependencyKey: '',
  };
  return { task: `${crate}:build`, options };
}
const locally = ({ task, options }: BuildRequest): BuildRequest => ({
  task,
  options: { ...options, ...destinationOptions.local },
});

const bins = ({ args }: CargoRun) => args.filter((_, index) => args[index - 1] === '--bin');
const runsOf = (requests: BuildRequest[]) =>
  planBuild(requests, settings).map((run) => {
    const without = run.args.filter((_, index) => run.args[index - 1] === '--exclude');
    const others = without.length > 0 ? ` without ${without.join(',')}` : '';
    return `${run.cwd} ${run.target} ${bins(run).join(',')}${others}`;
  });

test.each([
  ['one function', [request('a', [spec('a')])], [`/w ${arm} a`]],
  ['two in one run', [request('b', [spec('b')]), request('a', [spec('a')])], [`/w ${arm} a,b`]],
  [
    'two architectures',
    [request('a', [spec('a'), spec('a', { target: intel })]), request('b', [spec('b')])],
    [`/w ${arm} a,b`, `/w ${intel} a`],
  ],
  [
    'a crate outside the workspace',
    [request('a', [spec('a')]), request('c', [spec('c')], 'apps/c')],
    [`/w ${arm} a`, `/w/apps/c ${arm} c`],
  ],
  [
    'required features have a run of their own',
    [request('a', [spec('a'), spec('x', { features: ['f'] })]), request('b', [spec('b')])],
    [`/w ${arm} a,b`, `/w ${arm} x`],
  ],
  [
    'bins of one name have a run each',
    [
      request('a', [spec('same', { namesakes: ['b'] })]),
      request('b', [spec('same', { namesakes: ['a'] })]),
      request('c', [spec('c')]),
    ],
    [`/w ${arm} same without b`, `/w ${arm} same without a`, `/w ${arm} c`],
  ],
  [
    'for this machine beside for Lambda',
    [request('a', [spec('a')]), locally(request('b', [spec('b')]))],
    [`/w ${arm} a`, '/w host b'],
  ],
  ['nothing', [], []],
])('%s', (_case, requests, expected) => {
  expect(runsOf(requests)).toEqual(expected);
});

const select = (bin: string) => [
  '--locked',
  '--workspace',
  '--bin',
  bin,
  '--keep-going',
  '--message-format',
  'json-diagnostic-rendered-ansi',
];
test('the command for Lambda', () => {
  const [run] = planBuild([request('a', [spec('a')])], settings);
  expect(run).toMatchObject({
    cwd: '/w',
    args: [
      'lambda',
      'build',
      '--global',
      '/dev/null',
      '--release',
      '--disable-optimizations',
      '--skip-target-check',
      '--target',
      arm,
      ...select('a'),
    ],
    profile: 'release',
    needs: { cargoLambda: true, zig: true, triple: 'aarch64-unknown-linux-gnu' },
  });
});

test.each([
  [
    'Linux',
    'x86_64-unknown-linux-gnu',
    [
      'lambda',
      'build',
      '--global',
      '/dev/null',
      '--compiler',
      'cargo',
      '--target',
      'x86_64-unknown-linux-gnu',
      ...select('a'),
    ],
    true,
  ],
  [
    'macOS',
    'aarch64-apple-darwin',
    ['build', '--target', 'aarch64-apple-darwin', ...select('a')],
    false,
  ],
])('the command for this machine, %s: no zig', (_case, host, args, cargoLambda) => {
  const [run] = planBuild([locally(request('a', [spec('a')]))], { ...settings, host });
  expect(run).toMatchObject({
    args,
    profile: 'dev',
    needs: { cargoLambda, zig: false, triple: host },
  });
});

test('required features are named with their crate', () => {
  const [run] = planBuild([request('a', [spec('a', { features: ['f', 'g'] })])], settings);
  expect(run?.args.join(' ')).toContain('--features a/f,a/g');
});

// For every list of requests: crates with one or two artifacts, in two Cargo workspaces.
const crateRequest = fc
  .record({
    crate: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    targets: fc.uniqueArray(fc.constantFrom(arm, intel), { minLength: 1 }),
    features: fc.subarray(['f', 'g']),
    local: fc.boolean(),
  })
  .map(({ crate, targets, features, local }) => {
    // A crate is in the one workspace or in the other, whatever is asked of it.
    const folder = crate < 'd' ? '.' : 'apart';
    const made = request(
      crate,
      targets.map((target) =>
        spec(crate, { target, features, path: `dist/${crate}/${target}/bootstrap` }),
      ),
      folder,
    );
    return local ? locally(made) : made;
  });
const requestLists = fc.uniqueArray(crateRequest, { selector: ({ task }) => task });

const wantedBy = (requests: readonly BuildRequest[]) =>
  requests.flatMap(({ task, options }) =>
    options.artifacts[options.destination].map(({ path }) => `${task} ${path}`),
  );

test('for every list of requests, each artifact is in exactly one run, and its bin is selected there', () => {
  fc.assert(
    fc.property(requestLists, (requests) => {
      const runs = planBuild(requests, settings);
      const planned = runs.flatMap(({ artifacts }) => artifacts);
      expect(planned.map(({ task, spec: { path } }) => `${task} ${path}`).sort()).toEqual(
        wantedBy(requests).sort(),
      );
      for (const run of runs) {
        expect(bins(run)).toEqual(
          [...new Set(run.artifacts.map((artifact) => artifact.spec.bin))].sort(),
        );
      }
    }),
  );
});

const withoutBins = ({ args, cwd }: CargoRun) => ({
  cwd,
  args: args.filter((word, index) => word !== '--bin' && args[index - 1] !== '--bin'),
});

test('for every list of requests, what bears on the bytes is as if built alone', () => {
  fc.assert(
    fc.property(requestLists, (requests) => {
      const together = planBuild(requests, settings);
      for (const alone of requests.flatMap((one) => planBuild([one], settings))) {
        for (const artifact of alone.artifacts) {
          const run = together.find(({ artifacts }) =>
            artifacts.some((other) => other.spec === artifact.spec),
          );
          expect(withoutBins(run!)).toEqual(withoutBins(alone));
        }
      }
    }),
  );
});

test('for every list of requests, no two runs have the same flags', () => {
  fc.assert(
    fc.property(requestLists, (requests) => {
      const flags = planBuild(requests, settings).map((run) => JSON.stringify(withoutBins(run)));
      expect(new Set(flags).size).toBe(flags.length);
    }),
  );
});
