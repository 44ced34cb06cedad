import { chooseFunction, describeFailure, formatResponse, shownLog } from './invocation-text';

test.each([
  ['{"a":1}', '{\n  "a": 1\n}\n'],
  ['"x"', '"x"\n'],
  ['', 'null\n'],
  ['killed', 'killed\n'],
  [
    '{"id":12345678901234567890,"rate":1.0,"e":1e5,"b":2,"a":1,"a":3}',
    '{\n  "id": 12345678901234567890,\n  "rate": 1.0,\n  "e": 1e5,\n  "b": 2,\n  "a": 1,\n  "a": 3\n}\n',
  ],
])('response %j is printed as one document, to the digit', (payload, expected) => {
  expect(formatResponse(payload)).toBe(expected);
});

test('the one function of a crate needs no name; several do', () => {
  expect(chooseFunction({ name: 'echo', functions: ['Echo'] }, undefined)).toBe('Echo');
  const two = { name: 'echo', functions: ['EchoA', 'EchoB'] };
  expect(chooseFunction(two, 'EchoB')).toBe('EchoB');
  expect(() => chooseFunction(two, undefined)).toThrow(/--function=EchoA or --function=EchoB/);
  expect(() => chooseFunction(two, 'Ecko')).toThrow(/has no function 'Ecko'; it has EchoA, EchoB/);
  expect(() => chooseFunction({ name: 'x', functions: [] }, undefined)).toThrow(
    /x is not in template.yml/,
  );
});

const panicLog = [
  "thread 'main' (4711) panicked at apps/echo/main.rs:23:94:",
  'called `Option::unwrap()` on a `None` value',
  'stack backtrace:',
  '   0: __rustc::rust_begin_unwind',
  '             at /rustc/abc/library/std/src/panicking.rs:679:5',
  '   1: core::panicking::panic_fmt',
  '   2: {async_fn#0}',
  '             at /w/apps/echo/main.rs:23:94',
  '  10: tokio::runtime::block_on',
  '             at /home/me/.cargo/registry/src/index-1/tokio-1.54.1/src/x.rs:1:2',
  '  11: <echo::main::{{closure}} as core::future::Future>::poll',
  '  12: my_lib::parse',
  '  13: core::ops::function::FnOnce::call_once',
  'note: Some details are omitted',
];

test.each<[string, Partial<Parameters<typeof describeFailure>[0]>, string[]]>([
  [
    'an error of the handler',
    { payload: '{"errorType":"&str","errorMessage":"it was asked to"}' },
    ['Echo failed: &str: it was asked to'],
  ],
  [
    'a panic, with its place',
    {
      payload:
        '{"errorType":"&alloc::boxed::Box<dyn core::any::Any + core::marker::Send>","errorMessage":"Lambda panicked: called `Option::unwrap()` on a `None` value"}',
      log: panicLog,
    },
    [
      'Echo failed: panic: Lambda panicked: called `Option::unwrap()` on a `None` value',
      '  panicked at apps/echo/main.rs:23:94',
    ],
  ],
  [
    'a panic that ended the process',
    {
      payload: '{"errorType":"Runtime.ExitError","errorMessage":"exit status: 101"}',
      log: ["thread 'main' panicked at 'no table', src/main.rs:4:5"],
    },
    ['Echo failed: Runtime.ExitError: exit status: 101', '  panicked at src/main.rs:4:5: no table'],
  ],
  ['no JSON', { payload: 'killed' }, ['Echo failed: Unhandled: killed']],
  ['JSON that is no object', { payload: '5' }, ['Echo failed: Unhandled: 5']],
])('%s comes first', (_case, failure, lines) => {
  const usual = { logicalId: 'Echo', kind: 'Unhandled', payload: '{}', log: [] };
  expect(describeFailure({ ...usual, ...failure })).toEqual(lines);
});

test("frames of packages and of Rust are folded, the user's stay", () => {
  expect(shownLog(panicLog, ['echo', 'my_lib'], false).split('\n')).toEqual([
    ...panicLog.slice(0, 3),
    '      … 2 frames of packages and of Rust itself',
    '   2: {async_fn#0}',
    '             at /w/apps/echo/main.rs:23:94',
    '      … 1 frame of packages and of Rust itself',
    '  11: <echo::main::{{closure}} as core::future::Future>::poll',
    '  12: my_lib::parse',
    '      … 1 frame of packages and of Rust itself',
    'note: Some details are omitted',
    '',
  ]);
  expect(shownLog(panicLog, [], true)).toBe(`${panicLog.join('\n')}\n`);
});
