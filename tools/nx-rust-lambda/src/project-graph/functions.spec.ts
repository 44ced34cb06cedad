import { cratesOf, crateToml, functionToml, type Texts } from '../cargo/testing/workspace-of';
import type { Crate } from '../cargo/workspace';
import { parseTemplate } from '../sam/sam-template';
import { folderOf } from '../sam/local-paths';
import { madeOf } from './testing/made-of';

/** A template whose functions are `LogicalId: folder [further properties]`. */
const templateOf = (functions: Readonly<Record<string, string>>, file = 'template.yml') =>
  parseTemplate(
    [
      'Globals: { Function: { Architectures: [arm64], Runtime: provided.al2023 } }',
      'Resources:',
      '  Table: { Type: AWS::DynamoDB::Table }',
      ...Object.entries(functions).map(
        ([id, rest]) => `  ${id}: { Type: AWS::Serverless::Function, ${rest} }`,
      ),
    ].join('\n'),
    file,
  );
const properties = (text: string) => `Properties: { ${text} }`;

function only(crates: readonly Crate[]): Crate {
  expect(crates).toHaveLength(1);
  return crates[0]!;
}
const crateOf = (text: string, more: Texts = {}) =>
  only(cratesOf({ 'apps/a/Cargo.toml': text, ...more }));

const bin = (name: string, rest = '') =>
  `[[bin]]\nname = "${name}"\npath = "./${name}.rs"\n${rest}`;
const twoBins = crateToml('pair', `autobins = false\n${bin('one')}${bin('two')}`);

const arm = 'aarch64-unknown-linux-gnu.2.34';

test.each([
  [
    'one function',
    functionToml('a'),
    { A: properties('CodeUri: apps/a') },
    [`dist/apps/a/bootstrap = a ${arm} A`],
  ],
  [
    'two functions on one binary',
    functionToml('a'),
    { A: properties('CodeUri: apps/a'), B: properties('CodeUri: ./apps/a/') },
    [`dist/apps/a/bootstrap = a ${arm} A,B`],
  ],
  [
    'two architectures and an older runtime',
    functionToml('a'),
    {
      A: properties('CodeUri: apps/a'),
      B: properties('CodeUri: apps/a, Architectures: [x86_64], Runtime: provided.al2'),
    },
    [
      `dist/apps/a/aarch64-unknown-linux-gnu-2-34/bootstrap = a ${arm} A`,
      'dist/apps/a/x86_64-unknown-linux-gnu-2-26/bootstrap = a x86_64-unknown-linux-gnu.2.26 B',
    ],
  ],
  [
    'two bins of one crate',
    twoBins,
    {
      A: `${properties('CodeUri: apps/a')}, Metadata: { BuildProperties: { Binary: one } }`,
      B: `${properties('CodeUri: apps/a')}, Metadata: { BuildProperties: { Binary: two } }`,
    },
    [`dist/apps/a/one/bootstrap = one ${arm} A`, `dist/apps/a/two/bootstrap = two ${arm} B`],
  ],
  [
    'the bin that is called like the crate, of several',
    crateToml('one', `autobins = false\n${bin('one')}${bin('two')}`),
    { A: properties('CodeUri: apps/a') },
    [`dist/apps/a/bootstrap = one ${arm} A`],
  ],
  [
    'a bin that is called bootstrap',
    functionToml('a', '', 'bootstrap'),
    { A: properties('CodeUri: apps/a') },
    [`dist/apps/a/bootstrap = bootstrap ${arm} A`],
  ],
  [
    'a function that the template does not have yet',
    functionToml('a'),
    {},
    [`dist/apps/a/bootstrap = a ${arm} `],
  ],
  ['a program that is no function', crateToml('a', `autobins = false\n${bin('a')}`), {}, []],
  ['a library', crateToml('a', '[dependencies]\nlambda_runtime = "1"'), {}, []],
  [
    'a program that has the runtime for its tests alone',
    crateToml('a', `autobins = false\n${bin('a')}[dev-dependencies]\nlambda_runtime = "1"`),
    {},
    [],
  ],
  [
    'a function in another language beside it',
    functionToml('a'),
    { A: properties('CodeUri: apps/a'), B: properties('CodeUri: apps/a, Runtime: nodejs20.x') },
    [`dist/apps/a/bootstrap = a ${arm} A`],
  ],
])('%s', (_case, manifest, functions, expected) => {
  const { artifacts } = madeOf(crateOf(manifest), [], templateOf(functions), 'lambda');
  expect(
    artifacts.map(({ path, bin, target, functions }) => `${path} = ${bin} ${target} ${functions}`),
  ).toEqual(expected);
});

test('for this machine, architectures are one artifact', () => {
  const template = templateOf({
    A: properties('CodeUri: apps/a'),
    B: properties('CodeUri: apps/a, Architectures: [x86_64]'),
  });
  expect(madeOf(crateOf(functionToml('a')), [], template, 'local').artifacts).toEqual([
    {
      bin: 'a',
      features: [],
      functions: ['A', 'B'],
      target: 'host',
      path: 'dist/local/apps/a/bootstrap',
    },
  ]);
});

test("a bin's required features go with it", () => {
  const manifest = crateToml('a', `autobins = false\n${bin('a', 'required-features = ["x"]')}`);
  const template = templateOf({ A: properties('CodeUri: apps/a') });
  expect(madeOf(crateOf(manifest), [], template, 'lambda').artifacts).toMatchObject([
    { features: ['x'] },
  ]);
});

test.each([
  ['several bins, none named', twoBins, '', /has several bins \(one, two\); name one in Metadata/],
  [
    'no bin',
    crateToml('a'),
    '',
    /runs crate a, which has no bin; add \[\[bin\]\] to apps\/a\/Cargo\.toml/,
  ],
  [
    'a bin that is not there',
    twoBins,
    ', Metadata: { BuildProperties: { Binary: three } }',
    /runs bin three, which crate pair does not have \(one, two\)/,
  ],
])("%s: a refusal of that function with the template's line", (_case, manifest, rest, message) => {
  const template = templateOf({ A: `${properties('CodeUri: apps/a')}${rest}` });
  const { artifacts, refusals } = madeOf(crateOf(manifest), [], template, 'lambda');
  expect(artifacts).toEqual([]);
  expect(refusals).toEqual([{ functions: ['A'], sentence: expect.stringMatching(message) }]);
  expect(refusals[0]?.sentence).toMatch(/^template\.yml:4: A /);
});

const workspace = '[workspace]\nmembers = ["apps/*"]\n';
const program = (name: string, bin: string) =>
  crateToml(name, `autobins = false\n[[bin]]\nname = "${bin}"\npath = "main.rs"\n`);

test.each<[string, Texts, string[][]]>([
  [
    'two functions',
    {
      'apps/a/Cargo.toml': functionToml('a', '', 'bootstrap'),
      'apps/b/Cargo.toml': functionToml('b', '', 'bootstrap'),
      'apps/c/Cargo.toml': functionToml('c'),
    },
    [['b'], ['a'], []],
  ],
  [
    'a function and a program that is none',
    {
      'apps/a/Cargo.toml': functionToml('a', '', 'same'),
      'apps/b/Cargo.toml': program('b', 'same'),
    },
    [['b']],
  ],
  [
    'two functions of two Cargo workspaces',
    {
      'Cargo.toml': `${workspace}exclude = ["apps/b"]`,
      'apps/a/Cargo.toml': functionToml('a', '', 'bootstrap'),
      'apps/b/Cargo.toml': functionToml('b', '', 'bootstrap'),
    },
    [[], []],
  ],
])(
  'one name for bins of two crates, which are compiled without each other: %s',
  (_case, texts, namesakes) => {
    const crates = cratesOf({ 'Cargo.toml': workspace, ...texts });
    const artifacts = crates.flatMap(
      (crate) => madeOf(crate, crates, templateOf({}), 'lambda').artifacts,
    );
    expect(artifacts.map((artifact) => artifact.namesakes ?? [])).toEqual(namesakes);
  },
);

test.each([
  ['apps/a', 'template.yml', 'apps/a'],
  ['apps/a/', 'template.yml', 'apps/a'],
  ['./apps/a', 'template.yml', 'apps/a'],
  ['.', 'template.yml', '.'],
  ['./', 'template.yml', '.'],
  ['../apps/a', 'infra/template.yml', 'apps/a'],
])('CodeUri %s of %s is folder %s', (codeUri, file, folder) => {
  expect(folderOf(codeUri, file)).toBe(folder);
});
