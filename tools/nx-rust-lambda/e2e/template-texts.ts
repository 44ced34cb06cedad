/** Texts of templates, and of scalars, as people and programs write them; not all of them are valid. */
import * as fc from 'fast-check';

const numberish = fc
  .array(
    fc.constantFrom(...'0123456789', '0', '.', '_', ':', 'e', 'E', '+', '-', 'x', 'b', 'o', 'a'),
    {
      minLength: 1,
      maxLength: 9,
    },
  )
  .map((parts) => parts.join(''));
const words = fc.constantFrom(
  'yes',
  'No',
  'on',
  'OFF',
  'y',
  'n',
  'True',
  'false',
  'null',
  '~',
  'NULL',
  'none',
  'a',
  'b-c',
  '0x',
  '0b',
  '.inf',
  '.NaN',
  '<<',
  '=',
  '2020-01-01',
  'arm64',
  'x86_64',
  'A.B',
  'a b',
);
const integers = fc.oneof(
  fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }).map(String),
  fc.integer().map(String),
);
const floats = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((value) => String(value))
  .map((text) => (/^-?\d+$/.test(text) ? `${text}.0` : text));
const plain = fc.oneof(numberish, words, integers, floats);

const quoted = fc.oneof(
  plain.map((text) => `'${text}'`),
  plain.map((text) => `"${text}"`),
  fc.constantFrom('"a\\nb"', '"\\u00e9"', "'it''s'", '""', "''"),
);
const tags = fc.constantFrom(
  '!Ref',
  '!GetAtt',
  '!Sub',
  '!Condition',
  '!Contains',
  '!RefAll',
  '!If',
  '!X1',
  '!!str',
  '!!int',
);

/** What stands behind a key on its line. */
export const scalarTexts = fc.oneof(
  { weight: 5, arbitrary: plain },
  { weight: 2, arbitrary: quoted },
  { weight: 2, arbitrary: fc.tuple(tags, fc.oneof(plain, quoted)).map((parts) => parts.join(' ')) },
  { weight: 1, arbitrary: plain.map((text) => `${text} # why`) },
);

const keys = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('A', 'B', 'C', 'Type', 'Properties', 'Fn::If') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('yes', '2', '2.5', '~', "'<<'", '"q k"', '2020-01-01', '010'),
  },
);

/** A node: what stands behind its key, and lines below it that are indented from there. */
interface Written {
  readonly head: string;
  readonly lines: readonly string[];
  readonly isScalar?: boolean;
}

const flow = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      plain.filter((text) => !/[:,?]|^-+$/.test(text)),
      quoted,
    ),
    fc.array(tie('node'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc
      .array(fc.tuple(keys, tie('node')), { maxLength: 3 })
      .map((pairs) => `{${pairs.map(([key, value]) => `${key}: ${value}`).join(', ')}}`),
    fc.tuple(fc.constantFrom('!If', '!Join', '!X'), tie('node')).map((parts) => parts.join(' ')),
  ),
})).node;

const blockText = fc
  .record({
    style: fc.constantFrom('|', '>', '|-', '>-', '|+', '>+', '|2', '>2-'),
    lines: fc.array(fc.constantFrom('a', 'b c', '', '  more', '# no comment', '0777', '- x'), {
      minLength: 1,
      maxLength: 4,
    }),
    tag: fc.constantFrom('', '', '!Sub ', '!X '),
  })
  .map(({ style, lines, tag }): Written => ({
    head: ` ${tag}${style}`,
    lines: lines[0] === '  more' && !/\d/.test(style) ? ['a', ...lines] : lines,
  }));

const { block } = fc.letrec<{ block: Written }>((tie) => ({
  block: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalarTexts.map((text): Written => ({ head: ` ${text}`, lines: [], isScalar: true })),
    flow.map((text): Written => ({ head: ` ${text}`, lines: [] })),
    blockText,
    fc.constantFrom<Written>(
      { head: ' *anchor', lines: [] },
      { head: ' &anchor {A: 1.0, B: yes}', lines: [] },
      { head: '', lines: [] },
      { head: ' [a,', lines: ['  1.0]'] },
      { head: " 'one", lines: ["two'"] },
      { head: ' one', lines: ['two', '', 'three'] },
      { head: ' "one \\', lines: ['  two"'] },
    ),
    fc
      .record({
        pairs: fc.array(fc.tuple(keys, tie('block')), { minLength: 1, maxLength: 3 }),
        head: fc.constantFrom('', '', '', ' &anchor', ' !If', ' !X'),
        merge: fc.constantFrom('', '', '', '<<: *anchor', '<<: [*anchor, {C: 1}]', '<<: {A: 08}'),
      })
      .map(({ pairs, head, merge }): Written => ({
        head,
        lines: [...(merge ? [merge] : []), ...pairs.flatMap(([key, value]) => entry(key, value))],
      })),
    fc
      .tuple(
        fc.array(tie('block'), { minLength: 1, maxLength: 3 }),
        fc.constantFrom('', '', ' !Join'),
      )
      .map(([items, head]): Written => ({
        head,
        lines: items.flatMap((item) => [`-${item.head}`, ...item.lines.map((line) => `  ${line}`)]),
      })),
  ),
}));

function entry(key: string, { head, lines }: Written): string[] {
  return [`${key}:${head}`, ...lines.map((line) => (line === '' ? '' : `  ${line}`))];
}

export const templateTexts = fc
  .record({
    shared: fc.constantFrom([], ['X: &anchor', '  A: 1', '  B: 0777']),
    resources: fc.array(fc.tuple(keys, block), { minLength: 1, maxLength: 3 }),
    comments: fc.boolean(),
    eol: fc.constantFrom('\n', '\r\n'),
    end: fc.constantFrom('', '\n', '\n\n', '\n# end\n', '\n...\n', '\n  '),
    start: fc.constantFrom('', '', '---\n', '\uFEFF', '# head\n\n', '%YAML 1.1\n---\n'),
  })
  .map(({ shared, resources, comments, eol, end, start }) => {
    const lines = [
      ...shared,
      'Resources:',
      ...resources.flatMap(([key, value]) => [
        ...(comments ? ['  # of the next'] : []),
        ...entry(key, value).map((line) => (line === '' ? '' : `  ${line}`)),
      ]),
    ];
    return `${start}${lines.join('\n')}${end}`.replaceAll('\n', eol);
  });
