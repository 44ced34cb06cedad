import { deployEnd, stackState } from './stack-state';

const place = { stackName: 's', region: 'r', environment: 'e' };

test.each([
  [undefined, 'absent'],
  ['DELETE_COMPLETE', 'absent'],
  ['REVIEW_IN_PROGRESS', 'planned'],
  ['CREATE_IN_PROGRESS', 'busy'],
  ['UPDATE_IN_PROGRESS', 'busy'],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'busy'],
  ['UPDATE_ROLLBACK_IN_PROGRESS', 'busy'],
  ['DELETE_IN_PROGRESS', 'busy'],
  ['CREATE_COMPLETE', 'ready'],
  ['UPDATE_COMPLETE', 'ready'],
  ['UPDATE_ROLLBACK_COMPLETE', 'ready'],
  ['IMPORT_COMPLETE', 'ready'],
  ['ROLLBACK_COMPLETE', 'never-created'],
  ['ROLLBACK_FAILED', 'never-created'],
  ['CREATE_FAILED', 'never-created'],
  ['UPDATE_ROLLBACK_FAILED', 'broken'],
  ['UPDATE_FAILED', 'broken'],
  ['IMPORT_ROLLBACK_FAILED', 'broken'],
  ['DELETE_FAILED', 'broken'],
])('a stack in %s is %s', (status, type) => {
  expect(stackState(status, place).type).toBe(type);
});

test.each([
  ['CREATE_COMPLETE', 'succeeded'],
  ['UPDATE_COMPLETE', 'succeeded'],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', undefined],
  ['UPDATE_IN_PROGRESS', undefined],
  ['ROLLBACK_COMPLETE', 'failed'],
  ['UPDATE_ROLLBACK_COMPLETE', 'failed'],
  ['UPDATE_ROLLBACK_FAILED', 'failed'],
  ['DELETE_COMPLETE', 'failed'],
])("the stack's own event %s means %s", (status, end) => {
  expect(deployEnd(status)).toBe(end);
});
