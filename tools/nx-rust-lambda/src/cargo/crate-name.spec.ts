import { UserError } from '../user-error';
import { checkCrateName, logicalIdOf } from './crate-name';

describe('checkCrateName', () => {
  it.each(['a', 'auth', 'sign-up', 'sign_up', 'a1', 'x'.repeat(40), 'tests', 'http'])(
    'takes %s',
    (name) => expect(() => checkCrateName(name)).not.toThrow(),
  );

  it.each([
    ['', 'does not start with a letter'],
    ['1a', 'does not start with a letter'],
    ['-a', 'does not start with a letter'],
    ['Auth', 'does not start with a letter'],
    ['über', 'does not start with a letter'],
    ['../auth', 'does not start with a letter'],
    ['/auth', 'does not start with a letter'],
    ['auTh', 'has other characters'],
    ['a/b', 'has other characters'],
    ['a\\b', 'has other characters'],
    ['a..b', 'has other characters'],
    ['a b', 'has other characters'],
    ['straße', 'has other characters'],
    ['auth\n', 'has other characters'],
    ['x'.repeat(41), 'is longer than 40 characters'],
    ['match', 'is a keyword of Rust'],
    ['gen', 'is a keyword of Rust'],
    ['test', 'is that of a crate that Rust brings along'],
    ['core', 'is that of a crate that Rust brings along'],
    ['build', "is that of a folder in Cargo's target directory"],
    ['con', 'is reserved by Windows'],
    ['lpt9', 'is reserved by Windows'],
    ['stack', "is that of the workspace's own project"],
  ])('refuses %j: %s', (name, problem) => {
    expect(() => checkCrateName(name)).toThrow(UserError);
    expect(() => checkCrateName(name)).toThrow(`the name ${JSON.stringify(name)} ${problem}`);
  });
});

describe('logicalIdOf', () => {
  it.each([
    ['auth', 'AuthFunction'],
    ['sign-up', 'SignUpFunction'],
    ['sign_up', 'SignUpFunction'],
    ['a--b_', 'ABFunction'],
    ['ab', 'AbFunction'],
    ['s3-2-sqs', 'S32SqsFunction'],
  ])('%s -> %s', (name, id) => expect(logicalIdOf(name)).toBe(id));
});
