/** For any change that a colleague has deployed, a deploy of `Mine` from an older branch leaves all of it. */
import * as fc from 'fast-check';
import { objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import { composeTemplate } from './deploy-plan';

type Section = 'Resources' | 'Outputs' | 'Mappings' | 'Conditions';
type Entry = readonly [section: Section, name: string];

/** What a colleague did to a template, and the entries that are now a colleague's. */
interface Change {
  readonly apply: (template: JsonObject) => JsonObject;
  readonly entries: readonly Entry[];
}

const plainNames = ['Ra', 'Rb', 'Rc'];
const outputNames = ['Oa', 'Ob'];
const entryNames: Entry[] = [
  ...plainNames.map((name): Entry => ['Resources', name]),
  ...outputNames.map((name): Entry => ['Outputs', name]),
];

const reference = (name: string): fc.Arbitrary<Json> =>
  fc.constantFrom<Json>(
    { Ref: name },
    { 'Fn::GetAtt': [name, 'Arn'] },
    { 'Fn::Sub': `x-\${${name}}` },
    { 'Fn::If': ['Ca', { Ref: name }, 1] },
    { 'Fn::Join': ['-', [{ 'Fn::GetAtt': [`${name}Role`, 'Arn'] }]] },
  );
const references = (names: readonly string[]) =>
  fc.array(fc.constantFrom(...names).chain(reference), { maxLength: 3 });

const readsMapping = { 'Fn::FindInMap': ['Ma', 'a', 'b'] };
const readsCondition = { 'Fn::If': ['Ca', 1, 2] };
const fn = (value: number, references: Json): JsonObject => ({
  Type: 'AWS::Serverless::Function',
  Properties: { Value: value, References: references },
});
const plain = (value: number, references: Json): JsonObject => ({
  Type: 'AWS::Some::Resource',
  Properties: { Value: value, References: references },
});
const output = (value: number, references: Json): JsonObject => ({
  Description: value,
  Value: references,
});

/** Of functions, and of what is named before an entry, so that nothing refers to itself. */
const base = fc
  .record({
    hasOther: fc.boolean(),
    plain: fc.tuple(
      ...plainNames.map((_, at) => references(['Mine', 'Other', ...plainNames.slice(0, at)])),
    ),
    outputs: fc.tuple(...outputNames.map(() => references(['Mine', 'Other', ...plainNames]))),
  })
  .map(({ hasOther, ...made }): JsonObject => {
    const known = (refs: Json) =>
      hasOther ? refs : (refs as Json[]).filter((each) => !JSON.stringify(each).includes('Other'));
    return {
      Parameters: { P: { Type: 'String' } },
      Mappings: { Ma: { a: { b: 1 } } },
      Conditions: { Ca: { 'Fn::Equals': [{ Ref: 'P' }, 'a'] } },
      Resources: {
        Mine: fn(1, [readsMapping]),
        ...(hasOther ? { Other: fn(1, [readsMapping]) } : {}),
        ...Object.fromEntries(
          plainNames.map((name, at) => [name, plain(1, known(made.plain[at] ?? []))]),
        ),
      },
      Outputs: Object.fromEntries(
        outputNames.map((name, at) => [name, output(1, known(made.outputs[at] ?? []))]),
      ),
    };
  });

function withEntry(template: JsonObject, [section, name]: Entry, entry: Json): JsonObject {
  return { ...template, [section]: { ...objectAt(template, section), [name]: entry } };
}

function referencesIn(template: JsonObject, [section, name]: Entry): Json[] {
  const entry = objectAt(template, section, name);
  const found =
    section === 'Outputs' ? entry['Value'] : objectAt(entry, 'Properties')['References'];
  return [found ?? []].flat();
}

function rewrite(template: JsonObject, entry: Entry, references: Json, value = 7): JsonObject {
  return withEntry(
    template,
    entry,
    entry[0] === 'Outputs' ? output(value, references) : plain(value, references),
  );
}

const added = 'Added';
const addFunction = (template: JsonObject) => withEntry(template, ['Resources', added], fn(7, []));

/** Ties, moves, loosens: always to something of a colleague's. */
const changeOf = (from: JsonObject): fc.Arbitrary<Change> => {
  const hasOther = 'Other' in objectAt(from, 'Resources');
  const stranger = hasOther ? fc.constantFrom('Other', added) : fc.constant(added);
  const entry = fc.constantFrom(...entryNames);
  const isOfNobody = (each: Entry) => referencesIn(from, each).length === 0;
  const isOfOther = (each: Entry) =>
    /"Other|\{Other/.test(JSON.stringify(referencesIn(from, each)));
  const shared = entryNames.filter((each) => isOfNobody(each) || isOfOther(each));
  return fc.oneof(
    fc.constant<Change>({ apply: (template) => template, entries: [['Resources', added]] }),
    fc.tuple(entry, stranger.chain(reference)).map(([each, to]): Change => ({
      apply: (template) => rewrite(template, each, [...referencesIn(template, each), to]),
      entries: [each],
    })),
    fc.tuple(entry, stranger.chain(reference)).map(([each, to]): Change => ({
      apply: (template) => rewrite(template, each, [to]),
      entries: [each],
    })),
    entry.map((each): Change => ({
      apply: (template) => rewrite(template, each, []),
      entries: [each],
    })),
    entry.map((each): Change => ({
      apply: (template) =>
        rewrite(withEntry(template, ['Resources', 'Rnew'], plain(7, [])), each, [
          ...referencesIn(template, each),
          { Ref: 'Rnew' },
        ]),
      entries: [each, ['Resources', 'Rnew']],
    })),
    entry.map((each): Change => ({
      apply: (template) =>
        rewrite(template, each, [
          ...referencesIn(template, each),
          { 'Fn::Sub': 'arn:aws:lambda:${AWS::Region}:1:function:elsewhere' },
        ]),
      entries: [each],
    })),
    ...(shared.length > 0
      ? [
          fc.constantFrom(...shared).map((each): Change => ({
            apply: (template) => rewrite(template, each, referencesIn(template, each)),
            entries: [each],
          })),
        ]
      : []),
    ...(hasOther
      ? [
          fc.constant<Change>({
            apply: (template) =>
              withEntry(template, ['Resources', 'Other'], fn(7, [readsMapping, readsCondition])),
            entries: [
              ['Resources', 'Other'],
              ['Conditions', 'Ca'],
            ],
          }),
          fc.constant<Change>({
            apply: (template) => withEntry(template, ['Mappings', 'Ma'], { a: { b: 7 } }),
            entries: [['Mappings', 'Ma']],
          }),
        ]
      : []),
  );
};

/** What the older branch says otherwise of everything that it knows. */
function changedHere(template: JsonObject): JsonObject {
  const all = entryNames.reduce(
    (changed, entry) => rewrite(changed, entry, referencesIn(changed, entry), 2),
    template,
  );
  const conditions = { Ca: { 'Fn::Equals': [{ Ref: 'P' }, 'z'] } };
  const mine = fn(2, [readsMapping, readsCondition]);
  return {
    ...withEntry(withEntry(all, ['Resources', 'Mine'], mine), ['Mappings', 'Ma'], { a: { b: 2 } }),
    Conditions: conditions,
  };
}

const story = base.chain((from) =>
  fc.record({
    from: fc.constant(from),
    changes: fc.array(changeOf(from), { minLength: 1, maxLength: 3 }),
  }),
);

test('every property of what a colleague has changed stays', () => {
  fc.assert(
    fc.property(story, fc.boolean(), ({ from, changes }, coversAll) => {
      const deployed = changes.reduce((template, { apply }) => apply(template), addFunction(from));
      const local = changedHere(from);
      // A run that covers every function of the older branch does not cover the one that was added.
      const extent =
        coversAll && !('Other' in objectAt(from, 'Resources')) ? 'shared' : 'functions';
      const composition = composeTemplate({ local, deployed, scope: ['Mine'], extent });
      expect(composition.extent).toBe('functions');
      for (const [section, name] of changes.flatMap(({ entries }) => entries)) {
        expect(objectAt(composition.template, section)[name]).toEqual(
          objectAt(deployed, section)[name],
        );
      }
    }),
    { numRuns: 1000 },
  );
});

test('and what is of the function in scope alone does not', () => {
  fc.assert(
    fc.property(base, (from) => {
      const local = changedHere(from);
      const deployed = addFunction(from);
      const { template } = composeTemplate({
        local,
        deployed,
        scope: ['Mine'],
        extent: 'functions',
      });
      expect(objectAt(template, 'Resources')['Mine']).toEqual(objectAt(local, 'Resources')['Mine']);
      for (const entry of entryNames) {
        const refs = JSON.stringify(referencesIn(from, entry));
        if (!/Mine/.test(refs) || /Other|R[a-c]/.test(refs)) continue;
        const [section, name] = entry;
        expect(objectAt(template, section)[name]).toEqual(objectAt(local, section)[name]);
      }
    }),
    { numRuns: 300 },
  );
});
