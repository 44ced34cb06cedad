import { changeSetName, hostKey, isAbandoned, originOf } from './change-set-name';

const host = hostKey('here');
const origin = { host, pid: 42, startedAt: 1_700_000_000_000 };

test('a name says where it comes from, keeps to CloudFormation’s rules, and is never the same twice', () => {
  const names = Array.from({ length: 100 }, () => changeSetName(origin));
  expect(new Set(names).size).toBe(100);
  for (const name of names) {
    // CreateChangeSet: ChangeSetName.
    expect(name).toMatch(/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/);
    expect(originOf(name)).toEqual(origin);
  }
});

const day = 24 * 60 * 60 * 1000;

test.each([
  ['of a dead process here', changeSetName(origin), 1000, false, true],
  ['of a living process here', changeSetName(origin), 1000, true, false],
  ['of a living process here, from yesterday', changeSetName(origin), day + 1, true, true],
  ['of another machine', changeSetName({ ...origin, host: '01234567' }), 1000, false, false],
  ['of another machine, old', changeSetName({ ...origin, host: '01234567' }), day + 1, true, true],
  ["SAM's", 'samcli-deploy1700000000', 10 * day, false, false],
  ["a person's", 'nx-rust-lambda-mine', 10 * day, false, false],
])('a change set %s', (_, name, ageMs, alive, expected) => {
  const observer = { host, now: origin.startedAt + ageMs, isAlive: () => alive };
  expect(isAbandoned(name, observer)).toBe(expected);
});
